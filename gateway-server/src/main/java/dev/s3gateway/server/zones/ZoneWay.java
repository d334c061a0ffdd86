package dev.s3gateway.server.zones;

import dev.s3gateway.backend.ZoneCode;
import dev.s3gateway.backend.direct.DataPath;
import dev.s3gateway.backend.direct.PayloadSigning;
import dev.s3gateway.backend.local.LocalZoneConfig;
import dev.s3gateway.backend.s3.S3ZoneConfig;

/** How a zone is reached. Two that are equal need one store; any difference, a rotated secret too, needs another. */
public sealed interface ZoneWay {

    ZoneCode zone();

    record Service(S3ZoneConfig config, boolean takesWrites, DataPath path, PayloadSigning signing)
            implements
                ZoneWay {
        @Override
        public ZoneCode zone() {
            return config.zone();
        }
    }

    record Directory(LocalZoneConfig config) implements ZoneWay {
        @Override
        public ZoneCode zone() {
            return config.code();
        }
    }
}
