package dev.s3gateway.bench.cases;

import java.util.List;

/** All of them, in the order of the table. */
public final class Cases {

    private Cases() {}

    public static List<Case> all() {
        return List.of(new PutCost(), new ZoneCost(), new Md5Cost(), new ChunkCost(), new GetCost(),
                new SmallGetCost(), new SmallPutCost(), new LedgerRate(), new SmallPutRate(), new LedgerCost(),
                new ListingCost(),
                new AddedDelay(), new HedgedTail(), new UploadMemory(),
                new StalledMemory(), new ColdStart(), new Floors(), new StartTime());
    }

    public static List<Study> studies() {
        return List.of(new ZonesStudy(), new SizesStudy(), new StallStudy(),
                FlameStudy.put("flame-put", "PUT of 256 MiB to three zones", Bench.LARGE),
                FlameStudy.get("flame-get", "GET of 256 MiB", Bench.LARGE),
                FlameStudy.put("flame-put-small", "PUT of 4 KiB to three zones", Bench.SMALL),
                FlameStudy.get("flame-get-small", "GET of 4 KiB", Bench.SMALL),
                FlameStudy.lonePut("flame-put-alone", "PUT of 4 KiB on one connection, without the ledger",
                        Bench.SMALL));
    }
}
