/// All that this library has.
extern "C" __attribute__((visibility("default"))) int zooAnswer() {
    return 42;
}
