package dev.s3gateway.bench.micro;

import dev.s3gateway.bench.load.Signer;
import dev.s3gateway.bytes.Body;
import dev.s3gateway.s3.auth.Authenticator;
import dev.s3gateway.s3.auth.Signed;
import dev.s3gateway.s3.wire.S3Request;
import java.util.Map;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** SigV4: a GET whose signature is checked, with the signing key in the cache. */
@State(Scope.Thread)
public class SignatureMicro {

    private static final String PATH = "/bench/some/key";
    private final Authenticator authenticator = Requests.authenticator();
    private final S3Request get = Requests.request("GET", PATH,
            Requests.SIGNER.sign("GET", Requests.host(), PATH, "", Map.of(), Signer.UNSIGNED), Body.EMPTY);

    @Benchmark
    public Signed verify() {
        return authenticator.verify(get);
    }
}
