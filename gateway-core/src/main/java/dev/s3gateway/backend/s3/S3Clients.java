package dev.s3gateway.backend.s3;

import java.net.URI;
import java.util.concurrent.ScheduledExecutorService;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.core.client.config.ClientOverrideConfiguration;
import software.amazon.awssdk.core.client.config.SdkAdvancedAsyncClientOption;
import software.amazon.awssdk.http.async.SdkAsyncHttpClient;
import software.amazon.awssdk.http.nio.netty.SdkEventLoopGroup;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3AsyncClient;

/**
 * Two clients of one zone over the same connections. The streaming one never retries: a retry would read a body a second
 * time, and its complaint about that would hide the true cause. The patient one is for calls without a body.
 */
final class S3Clients implements AutoCloseable {

    private final S3ZoneConfig zone;
    private final SdkAsyncHttpClient http;
    private final ClientOverrideConfiguration once;
    private final S3AsyncClient streaming;
    private final S3AsyncClient patient;

    S3Clients(S3ZoneConfig zone, S3Limits limits, SdkEventLoopGroup loops, ScheduledExecutorService timer) {
        this.zone = zone;
        this.http = SdkSettings.http(zone, limits, loops);
        this.once = SdkSettings.everyCall()
                .retryStrategy(AwsRetryStrategy.doNotRetry())
                .scheduledExecutorService(timer)
                .build();
        this.streaming = client(http, once);
        this.patient = client(http, SdkSettings.shortCall(limits.call())
                .retryStrategy(AwsRetryStrategy.standardRetryStrategy())
                .scheduledExecutorService(timer)
                .build());
    }

    S3ZoneConfig zone() {
        return zone;
    }

    S3AsyncClient streaming() {
        return streaming;
    }

    S3AsyncClient patient() {
        return patient;
    }

    /** For one upload that ends in this checksum, whatever it should be; over the same connections. */
    S3AsyncClient trailing(String checksum) {
        return client(new WrongTrailer(http, checksum), once);
    }

    @Override
    public void close() {
        streaming.close();
        patient.close();
        http.close();
    }

    private S3AsyncClient client(SdkAsyncHttpClient http, ClientOverrideConfiguration override) {
        var builder = S3AsyncClient.builder()
                .httpClient(http)
                .region(Region.of(zone.region()))
                .credentialsProvider(StaticCredentialsProvider.create(credentials()))
                .forcePathStyle(zone.pathStyle())
                .crossRegionAccessEnabled(false)
                .disableS3ExpressSessionAuth(true)
                // Left at its default, the SDK re-chunks and copies every body for a trailer that many services refuse.
                .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
                .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED)
                // No hop to another thread to complete a future: our pipelines do not block.
                .asyncConfiguration(async -> async.advancedOption(
                        SdkAdvancedAsyncClientOption.FUTURE_COMPLETION_EXECUTOR, Runnable::run))
                .overrideConfiguration(override);
        zone.endpoint().map(URI::normalize).ifPresent(builder::endpointOverride);
        return builder.build();
    }

    private AwsCredentials credentials() {
        String secret = zone.secretKey().reveal();
        return zone.sessionToken()
                .<AwsCredentials>map(token -> AwsSessionCredentials.create(zone.accessKey(), secret, token.reveal()))
                .orElseGet(() -> AwsBasicCredentials.create(zone.accessKey(), secret));
    }
}
