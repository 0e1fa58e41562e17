#pragma once
#include "reading.h"

#include <rejoinder/plugin.h>

namespace rejoinder::scan {

/// Reads a file page by page: each page is stored with its response, or its clearing entry, in one unit, so a
/// crash loses none and captures none twice.
class FileReading {
public:
    FileReading(Context& context, Neighbours neighbours)
        : context_(context), neighbours_(std::move(neighbours)) {}
    void run(const ReadFile& job, Attempt& attempt) const;

private:
    [[nodiscard]] PageInHand look(const MemoryFile& file, int number) const;
    void finish(Attempt& attempt, const FileRow& file) const;

    Context& context_;
    Neighbours neighbours_;
    PageProgram program_;
};

} // namespace rejoinder::scan
