#include "index_sets.h"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstring>
#include <future>
#include <limits>
#include <thread>
#include <utility>

namespace rejoinder::targetgroups::index {

namespace {

/// Calls `f(block)` for every block. Where there are many, idle processors help; over all counts of this
/// process no more than one thread for each of them.
template <class F>
void eachBlock(std::size_t blocks, const F& f) {
    constexpr std::size_t kPerHelper = 16, kAtOnce = 2; // blocks: a helper costs as much as a few
    static const int most = std::clamp(static_cast<int>(std::thread::hardware_concurrency()), 1, 8) - 1;
    static std::atomic<int> helping{0};
    std::atomic<std::size_t> next{0};
    const auto work = [&] {
        for (auto at = next.fetch_add(kAtOnce); at < blocks; at = next.fetch_add(kAtOnce))
            for (auto block = at; block < std::min(at + kAtOnce, blocks); ++block) f(block);
    };
    std::vector<std::future<void>> helpers; // they end before `work` and `next` go
    for (std::size_t i = 1; i * kPerHelper < blocks; ++i) {
        if (helping.fetch_add(1) >= most) {
            --helping;
            break;
        }
        try {
            helpers.push_back(std::async(std::launch::async, [&] {
                const struct Ended {
                    ~Ended() { --helping; }
                } ended;
                work();
            }));
        } catch (const std::system_error&) { // no thread to be had
            --helping;
            break;
        }
    }
    work();
    for (auto& helper : helpers) helper.get();
}

/// A part of an expression over blocks.
class Node : public SetBody {
public:
    /// Those of `mask` who are in it; false when there are none.
    bool fill(std::size_t block, const Word* mask, Word* out) const {
        if (!known_) return work(block, mask, out);
        return andOf(out, mask, known_.get() + block * kWords);
    }
    [[nodiscard]] int cost() const noexcept { return known_ ? 0 : workCost(); }
    [[nodiscard]] std::int64_t size(const FactIndex& index) const {
        if (known_) return size_;
        prepare(index);
        auto words = std::make_unique_for_overwrite<Word[]>(index.blocks() * kWords); // NOLINT
        std::atomic<std::int64_t> size{0};
        eachBlock(index.blocks(), [&](std::size_t block) {
            auto* out = words.get() + block * kWords;
            if (work(block, index.universe(block), out))
                size += countOf(out);
            else
                std::memset(out, 0, sizeof(Block));
        });
        known_ = std::move(words);
        return size_ = size;
    }
    template <class F>
    void forOrdinals(const FactIndex& index, F&& f) const {
        static_cast<void>(size(index)); // works it out
        for (std::size_t block = 0; block < index.blocks(); ++block)
            forBits(known_.get() + block * kWords, [&](std::size_t place) { f(block * kBlockBits + place); });
    }
    /// Before it is worked out: finds the best order of its parts.
    virtual void prepare(const FactIndex& index) const { static_cast<void>(index); }

protected:
    virtual bool work(std::size_t block, const Word* mask, Word* out) const = 0;
    [[nodiscard]] virtual int workCost() const noexcept = 0;

private:
    mutable std::unique_ptr<Word[]> known_; // NOLINT: once it was worked out as a whole
    mutable std::int64_t size_ = 0;
};

using NodePtr = std::shared_ptr<const Node>;

NodePtr nodeOf(const Set& set) {
    return std::static_pointer_cast<const Node>(set);
}

/// How long a block of a part takes and for which share of its people it holds, by trying two of them.
struct Tried {
    double nanos = 0, share = 0;
};
Tried tried(const Node& node, const FactIndex& index) {
    Tried out{std::numeric_limits<double>::max(), 0};
    double found = 0, asked = 0;
    for (const auto block : {index.blocks() / 3, index.blocks() * 2 / 3}) {
        Block some;
        const auto begin = std::chrono::steady_clock::now();
        if (node.fill(block, index.universe(block), some.data())) found += countOf(some.data());
        const std::chrono::duration<double, std::nano> took = std::chrono::steady_clock::now() - begin;
        out.nanos = std::min(out.nanos, took.count());
        asked += countOf(index.universe(block));
    }
    out.share = asked > 0 ? found / asked : 0;
    return out;
}

/// What a part of several is good for: the least first.
template <class Parts, class NodeOf, class Rank>
void order(Parts& parts, const FactIndex& index, NodeOf nodeOf, Rank rank) {
    constexpr std::size_t kWorthIt = 16; // blocks: trying two is little then
    for (const auto& part : parts) nodeOf(part).prepare(index);
    if (index.blocks() < kWorthIt || parts.size() < 2) return;
    std::vector<std::pair<double, std::size_t>> ranks;
    for (std::size_t i = 0; i < parts.size(); ++i)
        ranks.emplace_back(rank(parts[i], tried(nodeOf(parts[i]), index)), i);
    std::ranges::sort(ranks);
    Parts sorted;
    for (const auto& [value, i] : ranks) sorted.push_back(parts[i]);
    parts = std::move(sorted);
}
double ratio(double nanos, double share) {
    return share > 0 ? nanos / share : std::numeric_limits<double>::max();
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

/// All of several and none of others, those first that leave the fewest for their work.
class AllNode final : public Node {
public:
    struct Part {
        NodePtr node;
        bool negated = false;
    };
    explicit AllNode(std::vector<Part> parts) : parts_(std::move(parts)) {
        std::ranges::stable_sort(parts_, {}, [](const Part& p) { return p.node->cost(); });
    }
    [[nodiscard]] const std::vector<Part>& parts() const noexcept { return parts_; }
    void prepare(const FactIndex& index) const override {
        if (std::exchange(prepared_, true)) return;
        order(
            parts_, index, [](const Part& p) -> const Node& { return *p.node; },
            [](const Part& p, const Tried& t) { return ratio(t.nanos, p.negated ? t.share : 1 - t.share); });
    }

protected:
    bool work(std::size_t block, const Word* mask, Word* out) const override {
        std::memcpy(out, mask, sizeof(Block));
        Block some;
        for (const auto& [node, negated] : parts_) {
            const bool any = node->fill(block, out, some.data());
            if (negated) {
                if (any && !andNot(out, some.data())) return false;
                continue;
            }
            if (!any) return false;
            std::memcpy(out, some.data(), sizeof(Block));
        }
        return true;
    }
    [[nodiscard]] int workCost() const noexcept override {
        int cost = 1;
        for (const auto& part : parts_) cost += part.node->cost();
        return cost;
    }

private:
    mutable std::vector<Part> parts_;
    mutable bool prepared_ = false;
};

class AnyNode final : public Node {
public:
    explicit AnyNode(std::vector<NodePtr> any) : any_(std::move(any)) {
        std::ranges::stable_sort(any_, {}, [](const NodePtr& n) { return n->cost(); });
    }
    [[nodiscard]] const std::vector<NodePtr>& any() const noexcept { return any_; }
    void prepare(const FactIndex& index) const override {
        if (std::exchange(prepared_, true)) return;
        order(
            any_, index, [](const NodePtr& n) -> const Node& { return *n; },
            [](const NodePtr&, const Tried& t) { return ratio(t.nanos, t.share); });
    }

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
        int cost = 1;
        for (const auto& node : any_) cost += node->cost();
        return cost;
    }

private:
    mutable std::vector<NodePtr> any_;
    mutable bool prepared_ = false;
};

/// A part of all of several, taken apart where that saves work: what is known as a whole stays whole.
void addPart(std::vector<AllNode::Part>& parts, const Set& set, bool negated) {
    const auto node = nodeOf(set);
    if (node->cost() != 0) {
        if (const auto* all = negated ? nullptr : dynamic_cast<const AllNode*>(node.get())) {
            parts.insert(parts.end(), all->parts().begin(), all->parts().end());
            return;
        }
        if (const auto* any = negated ? dynamic_cast<const AnyNode*>(node.get()) : nullptr) {
            for (const auto& one : any->any()) parts.push_back({one, true});
            return;
        }
    }
    if (negated || !dynamic_cast<const EverybodyNode*>(node.get())) parts.push_back({node, negated});
}

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
    std::vector<AllNode::Part> parts;
    addPart(parts, a, false);
    addPart(parts, b, false);
    return std::make_shared<AllNode>(std::move(parts));
}

Set IndexSets::without(const Set& a, const Set& b) {
    std::vector<AllNode::Part> parts;
    addPart(parts, a, false);
    addPart(parts, b, true);
    return std::make_shared<AllNode>(std::move(parts));
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
