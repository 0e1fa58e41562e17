#pragma once
#include "entries.h"

/// Reads a file line by line.
namespace rejoinder::partners {

/// Each batch of lines is stored with its entries, what they made and the checkpoint in one unit: a crash
/// loses none and acts on none twice. A line that cannot be acted upon is set aside in a unit of its own.
class FileReading {
public:
    FileReading(Context& context, const Handlings& handlings) : context_(context), handlings_(handlings) {}
    void run(const ReadFile& job, Attempt& attempt) const;

private:
    void takeBatch(Attempt& attempt, const PartnerFileRow& file, std::span<const Line> lines,
                   std::int32_t next) const;

    Context& context_;
    const Handlings& handlings_;
};

} // namespace rejoinder::partners
