package dev.s3gateway.product;

/** A Ceph RGW. */
class CephFaultsIT extends ZoneFaults {

    CephFaultsIT() {
        super("rgw");
    }
}
