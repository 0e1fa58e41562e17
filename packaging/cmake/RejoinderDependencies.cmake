# Every outside library is found here and nowhere else. Plugins and the kernel link the targets named in the comments.
# Debian packages: packaging/dependencies.txt.

find_package(PkgConfig REQUIRED)
find_package(Threads REQUIRED) # Threads::Threads

find_package(Poco 1.11 REQUIRED COMPONENTS Foundation Net NetSSL Util Crypto XML) # Poco::Foundation, ...
find_package(Boost 1.74 REQUIRED) # Boost::headers
find_package(SQLite3 3.40 REQUIRED) # SQLite::SQLite3
find_package(OpenSSL 3 REQUIRED) # OpenSSL::SSL, OpenSSL::Crypto
find_package(fmt 9 REQUIRED CONFIG) # fmt::fmt
find_package(simdjson REQUIRED CONFIG) # simdjson::simdjson
find_package(ICU 72 REQUIRED COMPONENTS uc i18n) # ICU::uc, ICU::i18n
find_package(Zint REQUIRED) # Zint::Zint
find_package(PhoneNumber REQUIRED) # PhoneNumber::PhoneNumber
pkg_check_modules(sodium REQUIRED IMPORTED_TARGET GLOBAL libsodium) # PkgConfig::sodium
pkg_check_modules(pangocairo REQUIRED IMPORTED_TARGET GLOBAL pangocairo cairo-pdf) # PkgConfig::pangocairo

# Only some plugins need these; such a plugin says so in its CMakeLists.txt and is left out where they are absent.
find_package(roaring QUIET CONFIG) # roaring::roaring
find_package(MySQLConnectorCpp QUIET) # MySQL::ConnectorCpp
pkg_check_modules(gmime QUIET IMPORTED_TARGET GLOBAL gmime-3.0) # PkgConfig::gmime
pkg_check_modules(orcus QUIET IMPORTED_TARGET GLOBAL liborcus-0.17) # PkgConfig::orcus
pkg_check_modules(expat QUIET IMPORTED_TARGET GLOBAL expat) # PkgConfig::expat
pkg_check_modules(zlib QUIET IMPORTED_TARGET GLOBAL zlib) # PkgConfig::zlib
pkg_check_modules(seccomp QUIET IMPORTED_TARGET GLOBAL libseccomp) # PkgConfig::seccomp

find_package(ZXing 1.4 QUIET CONFIG) # ZXing::ZXing
pkg_check_modules(scanpages QUIET IMPORTED_TARGET GLOBAL lept libtiff-4 poppler-cpp libdmtx) # PkgConfig::scanpages

# AUTO builds the tests where GoogleTest is installed; ON insists on it (packaging/test does), OFF leaves them out.
set(REJOINDER_TESTS AUTO CACHE STRING "Build the tests: AUTO, ON or OFF")
set(REJOINDER_TESTS_ENABLED OFF)
if(REJOINDER_TESTS STREQUAL "AUTO")
    find_package(GTest QUIET CONFIG) # GTest::gtest, GTest::gmock, GTest::gmock_main
    if(GTest_FOUND)
        set(REJOINDER_TESTS_ENABLED ON)
    else()
        message(STATUS "GoogleTest not found: tests are left out")
    endif()
elseif(REJOINDER_TESTS)
    find_package(GTest REQUIRED CONFIG)
    set(REJOINDER_TESTS_ENABLED ON)
endif()
if(REJOINDER_TESTS_ENABLED)
    find_package(benchmark QUIET CONFIG) # benchmark::benchmark
endif()

# What the kernel is made of, in one target, so that tests of kernel classes link the same.
add_library(rejoinder_kernel_libraries INTERFACE)
target_link_libraries(
    rejoinder_kernel_libraries
    INTERFACE Poco::Net
              Poco::NetSSL
              Poco::Util
              Poco::Crypto
              Poco::XML
              Poco::Foundation
              OpenSSL::SSL
              OpenSSL::Crypto
              PkgConfig::sodium
              fmt::fmt
              simdjson::simdjson
              ICU::i18n
              ICU::uc
              Threads::Threads
              ${CMAKE_DL_LIBS})
