package dev.s3gateway.backend.s3;

import java.time.Duration;
import software.amazon.awssdk.awscore.AwsRequestOverrideConfiguration;
import software.amazon.awssdk.core.client.config.ClientOverrideConfiguration;
import software.amazon.awssdk.http.SdkHttpConfigurationOption;
import software.amazon.awssdk.http.async.SdkAsyncHttpClient;
import software.amazon.awssdk.http.nio.netty.NettyNioAsyncHttpClient;
import software.amazon.awssdk.http.nio.netty.SdkEventLoopGroup;
import software.amazon.awssdk.profiles.ProfileFile;
import software.amazon.awssdk.utils.AttributeMap;

/** How the SDK is set up: nothing from the machine's own AWS files, and a limit on every wait. */
final class SdkSettings {

    private static final Duration CONNECTION_AGE = Duration.ofSeconds(30);

    private SdkSettings() {}

    static SdkAsyncHttpClient http(S3ZoneConfig zone, S3Limits limits, SdkEventLoopGroup loops) {
        return NettyNioAsyncHttpClient.builder()
                .eventLoopGroup(loops)
                .maxConcurrency(limits.connections())
                .connectionTimeout(limits.connect())
                .tlsNegotiationTimeout(limits.connect())
                .connectionAcquisitionTimeout(limits.connect().multipliedBy(3))
                .writeTimeout(limits.silence())
                .readTimeout(limits.silence())
                // The JDK's resolver would stop an event loop until the name server answers.
                .useNonBlockingDnsResolver(true)
                // A zone may move: a connection in steady use would never ask for the name again.
                .connectionTimeToLive(CONNECTION_AGE)
                .buildWithDefaults(AttributeMap.builder()
                        .put(SdkHttpConfigurationOption.TRUST_ALL_CERTIFICATES, !zone.verifyCertificate())
                        .build());
    }

    /** What is true of every call, with or without a body. */
    static ClientOverrideConfiguration.Builder everyCall() {
        return ClientOverrideConfiguration.builder()
                .defaultProfileFile(ProfileFile.aggregator().build())
                .defaultProfileName("default");
    }

    /** A call without a body takes no longer than this, its repetitions included. */
    static ClientOverrideConfiguration.Builder shortCall(Duration most) {
        return everyCall().apiCallTimeout(most);
    }

    /**
     * For a request that a service may refuse before it has read the body: it ends such a connection a moment after its
     * answer, when the next request may be on it.
     */
    static void lastOnItsConnection(AwsRequestOverrideConfiguration.Builder call) {
        call.putHeader("Connection", "close");
    }
}
