#include "animal.h"

namespace zoo {

std::string outOfLine() {
    return "out of line b";
}
Animal* makeAnimal() {
    return new Animal;
}

} // namespace zoo
