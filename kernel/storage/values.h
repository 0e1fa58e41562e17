#pragma once
#include <rejoinder/storage_driver.h>

#include <forward_list>
#include <string>

/// How C++ values become database values and back: Id, Timestamp and UnitCost as integers, Date as text,
/// enums by name, bool as 0 or 1, Struct, List and Map as JSON text, an optional without a value as NULL.
namespace rejoinder::storage {

/// Texts that a statement needs for as long as it runs; no allocation until one is needed.
using Scratch = std::forward_list<std::string>;

/// Binds the value of a described type.
void bindValue(driver::Statement& statement, int position, const TypeInfo& type, const void* value,
               Scratch& scratch);
/// Binds a Value of an Arg.
void bindValue(driver::Statement& statement, int position, const Value& value);
/// Reads a column that may be NULL; NULL leaves a member that is no optional as it is.
/// @throws std::invalid_argument saying what is wrong with the stored value.
void readValue(const driver::Statement& statement, int column, const TypeInfo& type, void* value);
/// Appends a described struct as a JSON object.
void writeObject(std::string& out, const StructInfo& info, const void* object);

} // namespace rejoinder::storage
