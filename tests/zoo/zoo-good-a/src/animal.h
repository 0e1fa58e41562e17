#pragma once
#include <string>

/// Both good plugins have these names, with other bodies.
namespace zoo {

inline std::string inlined() {
    return "inlined a";
}
std::string outOfLine();

class Animal {
public:
    virtual ~Animal() = default;
    virtual std::string voice() const { return "voice a"; }
};
Animal* makeAnimal();

} // namespace zoo
