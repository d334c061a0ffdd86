package dev.s3gateway.s3.wire;

/** How deep into the name space a request reaches. */
public enum Scope {
    SERVICE, BUCKET, KEY;

    public static Scope of(Target target) {
        return switch (target) {
            case Target.Service _ -> SERVICE;
            case Target.Bucket _ -> BUCKET;
            case Target.Key _ -> KEY;
        };
    }
}
