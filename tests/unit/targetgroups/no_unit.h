#pragma once
#include <rejoinder/storage.h>

#include <stdexcept>

namespace rejoinder::targetgroups::test {

/// A unit nothing is asked of: everything comes from the index.
class NoUnit final : public Unit {
public:
    std::vector<std::int64_t> numbers(std::string_view, Args) override {
        throw std::logic_error("not asked");
    }
    void audit(std::string_view, Id, std::string_view) override {}
    Id newId() override { throw std::logic_error("not asked"); }
    [[nodiscard]] Timestamp now() const override { return Date{20'500}.begin(); }
    [[nodiscard]] const Actor& actor() const override { return actor_; }

protected:
    void fetch(std::string_view, const Binding&, const RowSink&) override {
        throw std::logic_error("not asked");
    }
    std::int64_t scalar(std::string_view, const Binding&) override { throw std::logic_error("not asked"); }
    std::uint64_t execute(std::string_view, const Binding&) override { throw std::logic_error("not asked"); }
    std::uint64_t insertRows(std::string_view, const StructInfo&, const void*, std::size_t,
                             std::size_t) override {
        throw std::logic_error("not asked");
    }
    void publishEvent(std::string_view, const StructInfo&, const void*) override {}
    Id enqueueJob(std::string_view, const StructInfo&, const void*, const JobRequest&) override { return {}; }

private:
    Actor actor_;
};

} // namespace rejoinder::targetgroups::test
