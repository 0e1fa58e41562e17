#pragma once
#include <atomic>
#include <cstdint>
#include <thread>
#include <vector>

namespace rejoinder::mysql::test {

/// Stands between client and server and loses a COMMIT on its way, as networks do.
class Relay {
public:
    enum class Fate {
        Pass,
        LoseAnswer,   ///< the server commits, the client never hears of it
        LoseQuestion, ///< the server never hears of it
        Late,         ///< the client loses the connection; the server hears of it some time later
        Reset         ///< the connection is reset, whatever the client said: also what TLS hides from us
    };
    explicit Relay(std::uint16_t server);
    ~Relay();
    Relay(const Relay&) = delete;
    Relay& operator=(const Relay&) = delete;
    [[nodiscard]] std::uint16_t port() const noexcept { return port_; }
    /// What becomes of the next COMMIT; Reset: of whatever comes next.
    void next(Fate fate) { fate_ = fate; }
    [[nodiscard]] int lost() const noexcept { return lost_; }

private:
    void accept();
    void serve(int client);
    bool fromClient(int client, int server);

    std::uint16_t server_, port_ = 0;
    int listening_ = -1;
    std::atomic<Fate> fate_{Fate::Pass};
    std::atomic<int> lost_{0};
    std::atomic<bool> stopping_{false};
    std::vector<std::jthread> serving_;
    std::jthread accepting_;
};

} // namespace rejoinder::mysql::test
