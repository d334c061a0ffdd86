package dev.s3gateway.backend;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Nested;

/** The fake passes what the real zones pass, in both of its layouts. */
class MemoryStoreTest {

    @Nested
    class Natural extends ObjectStoreContract {

        private final MemoryStore store = MemoryStore.natural("zone-1");

        @Override
        protected ObjectStore store() {
            return store;
        }
    }

    @Nested
    class Sealed extends ObjectStoreContract {

        private final MemoryStore store = MemoryStore.sealed("zone-1").answering(DigestKind.CRC32C);

        @Override
        protected ObjectStore store() {
            return store;
        }
    }

    @Nested
    class WithVersionsOfOthers extends ForeignStoreContract {

        private final MemoryStore store = MemoryStore.natural("zone-1").with(bucket);

        @Override
        protected ObjectStore store() {
            return store;
        }

        @Override
        protected void place(String key, byte[] bytes) {
            assertThat(store.place(bucket, key, bytes).isProvisional()).isFalse();
        }
    }

    @Nested
    class WithObjectsOfOthers extends ForeignStoreContract {

        private final MemoryStore store = MemoryStore.sealed("zone-1").with(bucket);

        @Override
        protected ObjectStore store() {
            return store;
        }

        @Override
        protected void place(String key, byte[] bytes) {
            assertThat(store.place(bucket, key, bytes).isProvisional()).isTrue();
        }
    }
}
