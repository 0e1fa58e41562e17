#include <gtest/gtest.h>
#include <httpcall/httpcall.h>

TEST(Addresses, OnlyThoseOfThePublicNetworkArePublic) {
    for (const char* inner : {"127.0.0.1",
                              "127.255.255.254",
                              "0.0.0.0",
                              "10.0.0.1",
                              "172.16.0.1",
                              "172.31.255.255",
                              "192.168.1.1",
                              "169.254.169.254",
                              "100.64.0.1",
                              "100.127.255.255",
                              "224.0.0.1",
                              "239.255.255.255",
                              "240.0.0.1",
                              "255.255.255.255",
                              "192.0.2.1",
                              "198.18.0.1",
                              "198.51.100.7",
                              "203.0.113.9",
                              "::",
                              "::1",
                              "fe80::1",
                              "fc00::1",
                              "fdff::1",
                              "ff02::1",
                              "fec0::1",
                              "2001:db8::1",
                              "2001::1",
                              "::ffff:10.0.0.1",
                              "::ffff:127.0.0.1",
                              "::127.0.0.1",
                              "64:ff9b::a00:1",
                              "64:ff9b:1::1",
                              "2002:0a00:0001::1",
                              "100::1",
                              "fe80::1%lo",
                              "example.org",
                              "",
                              "127.1",
                              "0x7f000001"})
        EXPECT_FALSE(httpcall::isPublicAddress(inner)) << inner;
    for (const char* outer : {"8.8.8.8", "172.15.255.255", "172.32.0.1", "100.63.255.255", "100.128.0.1",
                              "192.0.1.1", "223.255.255.255", "2a00:1450:4001:82a::200e", "2606:4700::1111",
                              "::ffff:8.8.8.8", "64:ff9b::808:808"})
        EXPECT_TRUE(httpcall::isPublicAddress(outer)) << outer;
}

TEST(Addresses, ANameThatLeadsInsideIsNotConnectedTo) {
    // However an address of this machine is spelled, it is resolved first and looked at then.
    for (const char* url :
         {"http://localhost:9/", "http://127.0.0.1:9/", "http://[::1]:9/", "http://2130706433:9/"}) {
        httpcall::Request request;
        request.url = url;
        request.publicOnly = true;
        const auto outcome = httpcall::send(request);
        EXPECT_EQ(outcome.end, httpcall::End::NotSent) << url;
        EXPECT_NE(outcome.note.find("not a public address"), std::string::npos)
            << url << ": " << outcome.note;
    }
}

TEST(Addresses, PartsOfAnAddress) {
    const auto place = httpcall::placeOf("https://Hook.Example.org/a?b");
    EXPECT_EQ(place.scheme, "https");
    EXPECT_EQ(place.host, "hook.example.org");
    EXPECT_EQ(place.port, 443);
    EXPECT_EQ(httpcall::placeOf("http://[2001:DB8::1]:81/").host, "2001:db8::1");
    EXPECT_EQ(httpcall::placeOf("http://[2001:DB8::1]:81/").port, 81);
}
