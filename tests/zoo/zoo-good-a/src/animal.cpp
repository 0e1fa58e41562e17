#include "animal.h"

namespace zoo {

std::string outOfLine() {
    return "out of line a";
}
Animal* makeAnimal() {
    return new Animal;
}

} // namespace zoo
