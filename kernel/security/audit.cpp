#include "kernel/security/audit.h"

#include "kernel/security/secret.h"

namespace rejoinder::security {

namespace {

constexpr std::int64_t kLinesPerBlock = 5000;
constexpr std::chrono::seconds kPause{5};

struct Block {
    std::int64_t number = 0;
    Timestamp sealedAt;
    std::int64_t lineCount = 0;
    std::string hash;
};
REJOINDER_DESCRIBE(Block, number, sealedAt, lineCount, hash)

/// The hash of a block: its number, the hash before, and each line as JSON (so no two contents give the same
/// text).
std::string hashOf(std::int64_t number, const std::string& previous, const std::vector<AuditLine>& lines) {
    std::string text = std::to_string(number) + '\n' + previous + '\n';
    for (const auto& line : lines) {
        json::write(text, typeInfo<AuditLine>(), &line);
        text += '\n';
    }
    return sha256(text);
}

std::string clipped(std::string_view text, std::size_t most) {
    return std::string(text.substr(0, most));
}

} // namespace

AuditTrail::AuditTrail(Storage& storage, Log& log) : storage_(storage), log_(log) {}

AuditTrail::~AuditTrail() {
    stop();
}

void AuditTrail::write(Unit& unit, std::string_view action, Id resource, std::string_view detail) {
    const auto& actor = unit.actor();
    unit.run("kernel.insert-audit",
             AuditLine{unit.newId(), unit.now(), clipped(actor.kind, 20), clipped(actor.name, 200),
                       actor.userId, clipped(actor.requestId, 64), std::string(action), resource,
                       std::string(detail)});
}

std::size_t AuditTrail::seal() {
    // A look on a snapshot first: an idle server writes nothing.
    const auto waiting = storage_.read([](Unit& u) {
        return u.all<AuditLine>("kernel.unsealed-audit", {{"limit", 1}}).size();
    });
    if (waiting == 0) return 0;
    return storage_.write(
        [](Unit& u) -> std::size_t {
            const auto lines = u.all<AuditLine>("kernel.unsealed-audit", {{"limit", kLinesPerBlock}});
            if (lines.empty()) return 0;
            const auto last = u.one<Block>("kernel.last-audit-block").value_or(Block{});
            const auto number = last.number + 1;
            const auto sealed = u.run("kernel.seal-audit", {{"number", number}, {"lastId", lines.back().id}});
            if (sealed != lines.size()) // another node committed a line in between
                throw Error(ErrorKind::Unavailable, "kernel.audit-moved",
                            "the audit trail moved while it was sealed");
            u.run("kernel.insert-audit-block", Block{number, u.now(), static_cast<std::int64_t>(lines.size()),
                                                     hashOf(number, last.hash, lines)});
            return lines.size();
        },
        {Priority::Background, {"system", "audit", {}, {}}});
}

void AuditTrail::start() {
    thread_ = std::thread([this] { run(); });
}

void AuditTrail::stop() {
    {
        const std::scoped_lock lock(mutex_);
        stopping_ = true;
    }
    wake_.notify_all();
    if (thread_.joinable()) thread_.join();
}

void AuditTrail::run() {
    std::unique_lock lock(mutex_);
    while (!stopping_) {
        wake_.wait_for(lock, kPause, [this] { return stopping_; });
        lock.unlock();
        try {
            while (seal() == static_cast<std::size_t>(kLinesPerBlock)) {}
        } catch (const std::exception& e) {
            log_.warning("KERNEL-AUDIT-SEAL", {{"reason", e.what()}});
        }
        lock.lock();
    }
}

std::vector<std::string> AuditTrail::verify(Unit& unit) {
    std::vector<std::string> problems;
    std::string previous;
    std::int64_t expected = 1;
    unit.forEach<Block>("kernel.audit-blocks", {}, [&](const Block& block) {
        if (block.number != expected)
            problems.push_back("audit: block " + std::to_string(expected) + " is missing");
        expected = block.number + 1;
        const auto lines = unit.all<AuditLine>("kernel.audit-of-block", {{"number", block.number}});
        if (static_cast<std::int64_t>(lines.size()) != block.lineCount)
            problems.push_back("audit: block " + std::to_string(block.number) + " has " +
                               std::to_string(lines.size()) + " lines, was sealed with " +
                               std::to_string(block.lineCount));
        if (hashOf(block.number, previous, lines) != block.hash)
            problems.push_back("audit: block " + std::to_string(block.number) + " does not match its hash");
        previous = block.hash;
    });
    if (unit.number("kernel.count-audit-of-unknown-block", {{"last", expected - 1}}) != 0)
        problems.push_back("audit: there are lines of a block that does not exist");
    return problems;
}

} // namespace rejoinder::security
