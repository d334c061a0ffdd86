package dev.s3gateway.bench.cases;

import java.util.List;

/** All of them, in the order of the table. */
public final class Cases {

    private Cases() {}

    public static List<Case> all() {
        return List.of(new PutCost(), new ZoneCost(), new Md5Cost(), new ChunkCost(), new GetCost(),
                new SmallGetCost(), new SmallPutCost(), new SmallPutRate(), new LedgerCost(), new UploadMemory(),
                new StalledMemory(), new ColdStart(), new StartTime());
    }

    public static List<Study> studies() {
        return List.of(new ZonesStudy(), new SizesStudy(), new StallStudy());
    }
}
