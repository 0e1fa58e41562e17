#pragma once
#include "index_block.h"

#include <digest/digest.h>

#include <bit>
#include <filesystem>
#include <optional>
#include <stdexcept>
#include <string>
#include <type_traits>
#include <vector>

/// The file in which an index is kept between two starts: plain values in the order in which they were
/// written, and a checksum of all of them at the end. Read and written by the same build on the same machine
/// only.
namespace rejoinder::targetgroups::index {

/// A file that cannot be used: why.
class Refused : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

/// What can be written as it lies in memory: no byte of it is padding.
template <class T>
concept Plain = std::is_trivially_copyable_v<T> && std::has_unique_object_representations_v<T>;

/// Writes a new file beside the old one, which stays until finish().
class Writer {
public:
    /// @throws std::system_error, as do all; Refused while another process writes the file.
    explicit Writer(std::filesystem::path path);
    /// What was not finished is taken away.
    ~Writer();
    Writer(const Writer&) = delete;
    Writer& operator=(const Writer&) = delete;

    void bytes(const void* data, std::size_t size);
    template <Plain T>
    void put(T value) {
        bytes(&value, sizeof(value));
    }
    void put(double value) { put(std::bit_cast<std::uint64_t>(value)); }
    void put(const std::string& text) { list(text); }
    void count(std::size_t items) { put<std::uint64_t>(items); }
    template <class List>
    requires Plain<typename List::value_type>
    void list(const List& items) {
        count(items.size());
        bytes(items.data(), items.size() * sizeof(items[0]));
    }
    /// From here on the file is the new one, whatever happens. @returns its size in bytes.
    std::uint64_t finish();

    /// Where a new file lies until it is finished.
    static std::filesystem::path draftOf(const std::filesystem::path& path);
    /// Takes away what a process that was killed has left.
    static void clean(const std::filesystem::path& path) noexcept;

private:
    void flush();
    void write(std::string_view bytes);
    std::filesystem::path path_;
    int file_ = -1;
    std::string buffer_;
    digest::Sha256 sum_;
    std::uint64_t written_ = 0;
};

/// Reads such a file. Whatever it holds, no more memory is taken than a small multiple of its size.
class Reader {
public:
    /// Reads all of it once for the checksum. @throws Refused, as do all, when the file is not whole.
    explicit Reader(const std::filesystem::path& path);
    ~Reader();
    Reader(const Reader&) = delete;
    Reader& operator=(const Reader&) = delete;

    void bytes(void* data, std::size_t size);
    template <Plain T>
    T get() {
        T value;
        bytes(&value, sizeof(value));
        return value;
    }
    double number() { return std::bit_cast<double>(get<std::uint64_t>()); }
    bool flag() { return get<std::uint8_t>() != 0; }
    std::string text() { return list<std::string>(); }
    /// How many items of at least `least` bytes come.
    std::size_t count(std::size_t least);
    template <class List>
    requires Plain<typename List::value_type> List list() {
        List items;
        items.resize(count(sizeof(typename List::value_type)));
        bytes(items.data(), items.size() * sizeof(items[0]));
        return items;
    }
    template <Plain T>
    std::vector<T> numbers() {
        return list<std::vector<T>>();
    }
    /// All was read. @throws Refused when it was not.
    void end() const;
    /// @throws Refused when what was read makes no sense.
    static void require(bool holds) {
        if (!holds) throw Refused("it contradicts itself");
    }

private:
    void fill();
    void prove();
    int file_;
    std::uint64_t left_ = 0; ///< bytes that were not yet taken, the checksum not counted
    std::string buffer_;
    std::size_t at_ = 0, end_ = 0; ///< of the buffer
};

} // namespace rejoinder::targetgroups::index
