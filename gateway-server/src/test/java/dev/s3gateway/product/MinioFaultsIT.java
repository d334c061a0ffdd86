package dev.s3gateway.product;

/** A MinIO. */
class MinioFaultsIT extends ZoneFaults {

    MinioFaultsIT() {
        super("minio");
    }
}
