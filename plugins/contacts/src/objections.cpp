#include "objections.h"

#include "merge_identity.h"

namespace rejoinder::contacts {

namespace {

class ObjectionService final : public Objections {
public:
    explicit ObjectionService(std::shared_ptr<Suppressions> suppressions)
        : suppressions_(std::move(suppressions)) {}
    void withdraw(Unit& unit, Id contact, std::string_view source) override {
        for (const SuppressionRow& row : suppressionsOf(unit, allIdsOf(unit, contact))) {
            if (row.kind != SuppressionKind::Objection || row.source != source) continue;
            suppressions_->remove(unit, row);
            unit.audit("contacts.withdraw-objection", contact, std::string(source));
        }
    }

private:
    std::shared_ptr<Suppressions> suppressions_;
};

} // namespace

std::shared_ptr<Objections> makeObjections(std::shared_ptr<Suppressions> suppressions) {
    return std::make_shared<ObjectionService>(std::move(suppressions));
}

} // namespace rejoinder::contacts
