#pragma once
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace rejoinder::app {

/// What a process writes on the work that it holds in the database.
struct Signature {
    std::string node;       ///< on jobs
    std::int64_t token = 0; ///< on subscribers and on requests that are under way
};

/// Tells others who use the same data folder on this machine that this process lives: a locked file in
/// `nodes/`. The lock goes with the process, however it ends, and the file stays: whoever can lock it knows
/// for certain that its owner is dead. Where locks cannot say that (another machine, a start of this machine
/// before the present one) nobody is taken for dead.
class LifeSign {
public:
    /// Writes and locks the file. Where that is not possible there is no sign, and what this process leaves
    /// behind when it dies waits for the end of its leases.
    LifeSign(const std::filesystem::path& dataFolder, const Signature& signature);
    /// Takes the file away.
    ~LifeSign();
    LifeSign(const LifeSign&) = delete;
    LifeSign& operator=(const LifeSign&) = delete;

private:
    std::filesystem::path path_;
    int file_ = -1;
};

/// The dead who left a file, each for one heir: their files stay locked until this object goes.
class Obituaries {
public:
    explicit Obituaries(const std::filesystem::path& dataFolder);
    ~Obituaries();
    Obituaries(const Obituaries&) = delete;
    Obituaries& operator=(const Obituaries&) = delete;

    [[nodiscard]] const std::vector<Signature>& dead() const noexcept { return dead_; }
    /// Removes the files, once what the dead held is free for others.
    void bury();

private:
    void look(const std::filesystem::path& path);

    std::vector<Signature> dead_;
    std::vector<std::filesystem::path> paths_;
    std::vector<int> files_;
};

} // namespace rejoinder::app
