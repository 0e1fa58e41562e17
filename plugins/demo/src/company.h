#pragma once
#include "client.h"
#include "people.h"

#include <rejoinder/contract/dispatch.h>

#include <functional>
#include <map>
#include <string>
#include <vector>

/// The demo company at work: what its people do with the product, day by day.
namespace rejoinder::demo {

/// A campaign and its cells by code.
struct Plan {
    Id id;
    std::map<std::string, Id> cells;
};

/// One printed piece in somebody's hands.
struct Letter {
    std::string code, segment;
    Id cellId, contactId;
};
REJOINDER_DESCRIBE(Letter, code, segment, cellId, contactId)

/// How many of a hundred answer, by segment and cell.
using Appeal = std::function<double(const std::string& segment, Id cell)>;

class Company {
public:
    Company(Client& client, Dice& dice, Timestamp today) : client_(client), dice_(dice), today_(today) {}

    /// Sets the clock to so many days before today.
    void day(std::int64_t daysAgo);
    /// The date so many days before today; negative: to come.
    [[nodiscard]] Date date(std::int64_t daysAgo) const { return Date::of(at(daysAgo)); }
    void importPeople(std::size_t count, std::uint64_t seed);
    /// Says who sells, on invoices and parcels, and how much desk and warehouse get done.
    void openShop();
    void makeItems();
    Plan plan(const Body& campaign);
    void approve(const Plan& plan);
    /// Makes and freezes a target group. @returns its id.
    Id freeze(const Plan& plan, const std::string& name, const Body& definition);
    /// Makes a wave, builds its pieces and hands it over. @returns what was printed.
    std::vector<Letter> send(Id group, const std::string& name, const std::vector<Id>& cells,
                             const std::string& channel, const Body& content);
    /// Lets people answer from `daysAgo` on until `until` days ago: replies, orders, shipping.
    void answer(const std::vector<Letter>& letters, const Appeal& appeal, std::int64_t daysAgo,
                std::int64_t until);
    /// People of the hold-out who come by themselves.
    void walkIn(const Plan& plan, Id group, double share, std::int64_t daysAgo, std::int64_t until);
    /// Letters that come back.
    void comeBack(const std::vector<Letter>& letters, double share);
    /// Runs a follow-up rule and lets people answer to its wave.
    void followUp(const Plan& plan, const Body& rule, const Appeal& appeal, std::int64_t daysAgo,
                  std::int64_t until);
    void finish(const Plan& plan);
    /// From now on what is shipped and paid for is invoiced.
    void sendBills() { bills_ = true; }
    /// Most of what was invoiced is paid within a month, the rest is still awaited.
    void payBills();
    /// Replies that nobody can match.
    void unclear(int count);
    Client& client() noexcept { return client_; }

private:
    void capture(std::map<std::int64_t, std::vector<Body>>& byDay, std::int64_t until);
    void shipOrders();
    Body reply(Timestamp at);
    [[nodiscard]] Timestamp at(std::int64_t daysAgo) const;
    std::vector<Letter> lettersOf(Id wave);

    Client& client_;
    Dice& dice_;
    Timestamp today_;
    bool bills_ = false;
};

} // namespace rejoinder::demo
