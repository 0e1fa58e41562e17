#pragma once
#include <rejoinder/storage.h>

#include <atomic>
#include <string>
#include <string_view>

namespace rejoinder::storage {

/// Where a crash test lets the process die: REJOINDER_KILL="before 3" ends it, as kill -9 does, between the
/// work of the third writing unit since the start and its commit; "after 3" between this commit and whatever
/// would come next. Units of requests, jobs and events count, the kernel's own housekeeping only when its
/// kind is named. A third and fourth word count only units of that kind and name: "after 2 job
/// contacts.import". "list" kills nothing and writes a line "step: job contacts.import" behind each commit.
/// Without the variable nothing is counted.
class KillPoint {
public:
    /// @throws Error Invalid when the text is none of these.
    explicit KillPoint(const char* text);

    void before(const Actor& actor) { pass(false, actor); }
    void after(const Actor& actor) { pass(true, actor); }

private:
    void pass(bool committed, const Actor& actor) {
        if ((number_ > 0 || lists_) && committed == committed_) count(actor);
    }
    void count(const Actor& actor);

    int number_ = 0; ///< 0: never
    bool lists_ = false;
    bool committed_ = false;
    std::string kind_, name_;
    std::atomic<int> seen_{0};
};

} // namespace rejoinder::storage
