package dev.s3gateway.s3;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import dev.s3gateway.access.Authorizer;
import dev.s3gateway.access.Caller;
import dev.s3gateway.failure.Failure;
import dev.s3gateway.replication.House;
import dev.s3gateway.s3.auth.Authenticator;
import dev.s3gateway.s3.auth.Signed;
import dev.s3gateway.s3.op.CommonRules;
import dev.s3gateway.s3.op.ContinuationTokens;
import dev.s3gateway.s3.op.Operations;
import dev.s3gateway.s3.payload.CheckedPayload;
import dev.s3gateway.s3.wire.S3Error;
import dev.s3gateway.s3.wire.S3Request;
import dev.s3gateway.s3.wire.S3Response;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The whole S3 side over zones and a ledger in memory, with everybody believed who they say they are. */
final class Front {

    final House house;
    final List<Observation> observations = new ArrayList<>();
    private final S3Service service;

    private Front(House house, String region) {
        this.house = house;
        Authorizer authorizer = new Authorizer(house.ledger);
        Authenticator believing = Front::believed;
        Operations operations = Operations.of(house.writer(), house.copier(), house.uploads(), house.reader(),
                house.remover(),
                house.lister(),
                house.buckets(), authorizer, new ContinuationTokens(new byte[]{1, 2, 3}), region);
        service = new S3Service(operations, believing, authorizer, new CommonRules(house.buckets()), observations::add);
    }

    /** With the bucket {@code photos}, which belongs to {@code someone}. */
    static Front open() {
        return in("us-east-1");
    }

    static Front in(String region) {
        return new Front(House.of("oslo", "bergen", "tromso"), region);
    }

    /** A second gateway on the same ledger and zones. */
    Front another() {
        return new Front(house.another(), "us-east-1");
    }

    @CanIgnoreReturnValue
    Answer serve(Ask ask) {
        try {
            return read(House.await(service.serve(ask.request())));
        } catch (Failure undecodable) {
            return read(S3Error.of(undecodable).response(ask.method(), ask.target(), "request-1"));
        }
    }

    S3Response unread(Ask ask) {
        return House.await(service.serve(ask.request()));
    }

    private static Answer read(S3Response response) {
        byte[] body = House.await(House.bytes(response.body()));
        return new Answer(response.status(), response.headers(), new String(body, StandardCharsets.UTF_8));
    }

    private static Signed believed(S3Request request) {
        CheckedPayload payload = CheckedPayload.anonymous(request);
        Caller caller = request.headers()
                .first("caller")
                .map(Front::caller)
                .orElse(
                        new Caller("root", Optional.of("root-key"), true));
        return new Signed(caller, request.withBody(payload.body()), payload);
    }

    private static Caller caller(String name) {
        return name.equals("anonymous") ? Caller.ANONYMOUS : new Caller(name, Optional.of(name + "-key"), false);
    }
}
