#pragma once
#include "freezer.h"

namespace rejoinder::targetgroups {

/// Members of frozen lists, what they were chosen by, what changed since, who joins late.
void declareFrozenLists(Declarations& d, const Sources& sources);
/// Deciles, score bands and RFM; values to choose from.
void declareBands(Declarations& d, const Sources& sources);
/// Definitions as text.
void declareText(Declarations& d, const Sources& sources);
/// The live-count index: its feed, its state, its setting.
void declareIndex(Declarations& d, const Sources& sources);
/// Who stands behind the number of a step: some of them, and how they are distributed.
void declareProfile(Declarations& d, const Sources& sources);
/// The index of this node as the setting wants it; null when it wants none.
std::shared_ptr<index::Keeper> makeKeeper(Context& context);

/// @throws Error Invalid naming everything that is wrong with a definition. Without a campaign (0) its cells
/// are not looked up.
void requireRight(const Sources& sources, Unit& unit, const Definition& definition, Id campaign);
/// The definition that a request gives, as JSON or as text; nothing when it gives none.
/// @throws Error Invalid when it gives both, or a text that cannot be read.
std::optional<Definition> definitionOf(const Sources& sources, Unit& unit,
                                       const std::optional<Definition>& definition,
                                       const std::optional<std::string>& text, Id campaign);

/// Frozen lists as conditions: `lists.member` and `lists.heldOut`.
std::shared_ptr<contacts::ContactFacts> makeListFacts(const Sources& sources);
/// Lists in a person's timeline; erasure takes the values away.
std::shared_ptr<contacts::PersonRecords> makeMemberRecords();

} // namespace rejoinder::targetgroups
