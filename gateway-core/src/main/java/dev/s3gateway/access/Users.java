package dev.s3gateway.access;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Everybody who may sign, by access key. */
public final class Users {

    /** The owner of what the anonymous make in open mode, too. */
    public static final String ROOT = "root";

    /** A key together with the caller that a good signature made with it stands for. */
    public record Holder(Caller caller, AccessKey key) {}

    private final Map<String, Holder> byAccessKey;

    private Users(Map<String, Holder> byAccessKey) {
        this.byAccessKey = Map.copyOf(byAccessKey);
    }

    /** Refuses names and access keys that come twice: whose request would it be? */
    public static Users of(AccessConfig config) {
        Map<String, Holder> holders = new HashMap<>();
        Map<String, User> names = new HashMap<>();
        add(new User(ROOT, config.rootKeys()), holders, names);
        config.users().forEach(user -> add(user, holders, names));
        return new Users(holders);
    }

    private static void add(User user, Map<String, Holder> holders, Map<String, User> names) {
        if (names.put(user.name(), user) != null) {
            throw new IllegalArgumentException("two users are called '" + user.name() + "'");
        }
        for (AccessKey key : user.keys()) {
            Caller caller = new Caller(user.name(), Optional.of(key.id()), user.name().equals(ROOT));
            if (holders.put(key.id(), new Holder(caller, key)) != null) {
                throw new IllegalArgumentException("the access key " + key.id() + " is given twice");
            }
        }
    }

    public Optional<Holder> byAccessKey(String id) {
        return Optional.ofNullable(byAccessKey.get(id));
    }
}
