#pragma once
#include "import_model.h"

#include <map>
#include <string>

/// What an import changed, so that it can be taken back.
namespace rejoinder::contacts {

/// A field before and after; "" where it had no value.
struct ValueChange {
    std::string before, after;
};
REJOINDER_DESCRIBE(ValueChange, before, after)

/// What an import changed of a contact at once.
struct ImportChangeSet {
    std::map<std::string, ValueChange> fields; ///< by the names of fieldsOf(): "city", "attribute.score"
    std::optional<Id> rentedBefore;            ///< the rented list that the name left, if it did
    std::optional<Timestamp> rentedSince;      ///< and since when it had been of it
};
REJOINDER_DESCRIBE(ImportChangeSet, fields, rentedBefore, rentedSince)

/// One change of one contact by an import, as stored.
struct ImportChangeRow {
    Id importId, contactId;
    std::int64_t versionAfter = 0, versionBefore = 0;
    std::int64_t versionUndone = 0; ///< the version that holds the values of before again; 0: none
    ImportChangeSet fields;
};
REJOINDER_DESCRIBE(ImportChangeRow, importId, contactId, versionAfter, versionBefore, versionUndone, fields)

/// What undoing had to leave, and why: the words are the texts "importKept" of the console.
struct ImportKeptRow {
    Id importId, contactId;
    std::string code, detail;
};
REJOINDER_DESCRIBE(ImportKeptRow, importId, contactId, code, detail)

} // namespace rejoinder::contacts
