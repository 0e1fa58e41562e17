#include "index_sets.h"

#include <algorithm>
#include <cstring>
#include <utility>

namespace rejoinder::targetgroups::index {

namespace {

/// A part of an expression over blocks.
class Node : public SetBody {
public:
    /// Those of `mask` who are in it; false when there are none.
    bool fill(std::size_t block, const Word* mask, Word* out) const {
        if (known_.empty()) return work(block, mask, out);
        return andOf(out, mask, known_.data() + block * kWords);
    }
    [[nodiscard]] int cost() const noexcept { return known_.empty() ? workCost() : 0; }
    [[nodiscard]] std::int64_t size(const FactIndex& index) const {
        if (size_ < 0) {
            std::int64_t size = 0;
            std::vector<Word> words(index.blocks() * kWords);
            for (std::size_t block = 0; block < index.blocks(); ++block) {
                auto* out = words.data() + block * kWords;
                if (work(block, index.universe(block), out))
                    size += countOf(out);
                else
                    std::memset(out, 0, sizeof(Block));
            }
            known_ = std::move(words);
            size_ = size;
        }
        return size_;
    }
    template <class F>
    void forOrdinals(const FactIndex& index, F&& f) const {
        static_cast<void>(size(index)); // works it out
        for (std::size_t block = 0; block < index.blocks(); ++block)
            forBits(known_.data() + block * kWords,
                    [&](std::size_t place) { f(block * kBlockBits + place); });
    }

protected:
    virtual bool work(std::size_t block, const Word* mask, Word* out) const = 0;
    [[nodiscard]] virtual int workCost() const noexcept = 0;

private:
    mutable std::vector<Word> known_; ///< once it was worked out as a whole
    mutable std::int64_t size_ = -1;
};

using NodePtr = std::shared_ptr<const Node>;

NodePtr nodeOf(const Set& set) {
    return std::static_pointer_cast<const Node>(set);
}

class EverybodyNode final : public Node {
protected:
    bool work(std::size_t, const Word* mask, Word* out) const override {
        std::memcpy(out, mask, sizeof(Block));
        return true;
    }
    [[nodiscard]] int workCost() const noexcept override { return 0; }
};

class LeafNode final : public Node {
public:
    explicit LeafNode(Leaf leaf) : leaf_(std::move(leaf)) {}

protected:
    bool work(std::size_t block, const Word* mask, Word* out) const override {
        return leaf_.fill(block, mask, out);
    }
    [[nodiscard]] int workCost() const noexcept override { return leaf_.cost(); }

private:
    Leaf leaf_;
};

class ListNode final : public Node {
public:
    explicit ListNode(std::span<const std::uint32_t> ordinals) : bitmap_(ordinals) {}

protected:
    bool work(std::size_t block, const Word* mask, Word* out) const override {
        std::memset(out, 0, sizeof(Block));
        return bitmap_.addTo(block, out) && andWith(out, mask);
    }
    [[nodiscard]] int workCost() const noexcept override { return 1; }

private:
    Bitmap bitmap_;
};

/// All of several, the cheap ones first, and none of others.
class AllNode final : public Node {
public:
    AllNode(std::vector<NodePtr> all, std::vector<NodePtr> none)
        : all_(std::move(all)), none_(std::move(none)) {
        std::ranges::stable_sort(all_, {}, [](const NodePtr& n) { return n->cost(); });
        std::ranges::stable_sort(none_, {}, [](const NodePtr& n) { return n->cost(); });
    }
    [[nodiscard]] const std::vector<NodePtr>& all() const noexcept { return all_; }
    [[nodiscard]] const std::vector<NodePtr>& none() const noexcept { return none_; }

protected:
    bool work(std::size_t block, const Word* mask, Word* out) const override {
        std::memcpy(out, mask, sizeof(Block));
        Block some;
        for (const auto& node : all_) {
            if (!node->fill(block, out, some.data())) return false;
            std::memcpy(out, some.data(), sizeof(Block));
        }
        for (const auto& node : none_)
            if (node->fill(block, out, some.data()) && !andNot(out, some.data())) return false;
        return true;
    }
    [[nodiscard]] int workCost() const noexcept override {
        int cost = 0;
        for (const auto& node : all_) cost += node->cost();
        for (const auto& node : none_) cost += node->cost();
        return cost;
    }

private:
    std::vector<NodePtr> all_, none_;
};

class AnyNode final : public Node {
public:
    explicit AnyNode(std::vector<NodePtr> any) : any_(std::move(any)) {
        std::ranges::stable_sort(any_, {}, [](const NodePtr& n) { return n->cost(); });
    }
    [[nodiscard]] const std::vector<NodePtr>& any() const noexcept { return any_; }

protected:
    bool work(std::size_t block, const Word* mask, Word* out) const override {
        Block left, some;
        std::memcpy(left.data(), mask, sizeof(Block));
        std::memset(out, 0, sizeof(Block));
        bool found = false;
        for (const auto& node : any_) {
            if (!node->fill(block, left.data(), some.data())) continue;
            found = true;
            orWith(out, some.data());
            if (!andNot(left.data(), some.data())) break;
        }
        return found;
    }
    [[nodiscard]] int workCost() const noexcept override {
        int cost = 0;
        for (const auto& node : any_) cost += node->cost();
        return cost;
    }

private:
    std::vector<NodePtr> any_;
};

} // namespace

IndexSets::IndexSets(const FactIndex& index, Unit& unit, const Providers& providers, bool askGate)
    : index_(index), unit_(unit), providers_(providers), database_(unit, providers), askGate_(askGate) {}

Set IndexSets::everybody() {
    return std::make_shared<EverybodyNode>();
}

Set IndexSets::evaluate(const contacts::FactCondition& condition) {
    auto* facts = providers_.of(condition.fact);
    if (facts)
        if (const auto plan = facts->plan(unit_, condition))
            if (auto leaf = index_.leaf(*plan)) return std::make_shared<LeafNode>(std::move(*leaf));
    return of(database_.ids(database_.evaluate(condition)));
}

Set IndexSets::askGate(const Set& among, Channel channel) {
    return of(database_.ids(database_.notContactable(database_.of(ids(among)), channel)));
}

Set IndexSets::notContactable(const Set& among, Channel channel) {
    const auto column = FactIndex::gateColumn(channel);
    if (askGate_ || !index_.column(column)) return askGate(among, channel);
    contacts::FactPlan refused, ended;
    refused.column = ended.column = column;
    refused.text = [](std::string_view) { return true; };
    constexpr double kEver = 9e15;
    ended.numbers = {{-kEver, static_cast<double>(unit_.now().micros)}};
    const auto leaf = [&](const contacts::FactPlan& plan) {
        return intersected(among, std::make_shared<LeafNode>(*index_.leaf(plan)));
    };
    const Set no = leaf(refused), unsure = leaf(ended);
    return empty(unsure) ? no : united(no, askGate(unsure, channel));
}

Set IndexSets::of(Ids ids) {
    std::vector<std::uint32_t> ordinals;
    ordinals.reserve(ids.size());
    for (const auto id : ids)
        if (const auto ordinal = index_.find({id})) ordinals.push_back(*ordinal);
    if (!index_.ordered()) std::ranges::sort(ordinals);
    return std::make_shared<ListNode>(ordinals);
}

Set IndexSets::united(const Set& a, const Set& b) {
    std::vector<NodePtr> any;
    for (const auto& set : {a, b}) {
        const auto node = nodeOf(set);
        const auto* inner = node->cost() == 0 ? nullptr : dynamic_cast<const AnyNode*>(node.get());
        if (inner)
            any.insert(any.end(), inner->any().begin(), inner->any().end());
        else
            any.push_back(node);
    }
    return std::make_shared<AnyNode>(std::move(any));
}

Set IndexSets::intersected(const Set& a, const Set& b) {
    std::vector<NodePtr> all, none;
    for (const auto& set : {a, b}) {
        const auto node = nodeOf(set);
        const auto* inner = node->cost() == 0 ? nullptr : dynamic_cast<const AllNode*>(node.get());
        if (inner) {
            all.insert(all.end(), inner->all().begin(), inner->all().end());
            none.insert(none.end(), inner->none().begin(), inner->none().end());
        } else {
            all.push_back(node);
        }
    }
    return std::make_shared<AllNode>(std::move(all), std::move(none));
}

Set IndexSets::without(const Set& a, const Set& b) {
    return std::make_shared<AllNode>(std::vector{nodeOf(a)}, std::vector{nodeOf(b)});
}

std::int64_t IndexSets::size(const Set& set) {
    return nodeOf(set)->size(index_);
}

Ids IndexSets::ids(const Set& set) {
    Ids out;
    out.reserve(static_cast<std::size_t>(size(set)));
    nodeOf(set)->forOrdinals(index_, [&](std::size_t ordinal) { out.push_back(index_.idAt(ordinal)); });
    if (!index_.ordered()) std::ranges::sort(out);
    return out;
}

Ids IndexSets::drawn(const Set& set, std::int64_t seed, std::int64_t most) {
    return drawnIds(ids(set), seed, most);
}

std::vector<std::string> IndexSets::values(std::string_view fact, std::span<const std::int64_t> ids) {
    const auto figure = providers_.figure(fact);
    const auto* totals = figure ? index_.totals(figure->stream, figure->measure) : nullptr;
    if (!totals) return database_.values(fact, ids);
    std::vector<std::string> out;
    out.reserve(ids.size());
    for (const auto id : ids) {
        const auto ordinal = index_.find({id});
        const auto value = ordinal ? totals->get(*ordinal) : std::nullopt;
        out.push_back(value ? figure->text(*value) : std::string());
    }
    return out;
}

} // namespace rejoinder::targetgroups::index
