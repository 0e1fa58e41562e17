#include "tests/unit/http/server_fixture.h"

#include <rejoinder/error.h>

#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>

#include <filesystem>
#include <fstream>

namespace rejoinder::http::test {

using namespace std::chrono_literals;

namespace {

/// A key and a certificate for "localhost", made for this test.
struct Identity {
    explicit Identity(const std::filesystem::path& folder)
        : certificate(folder / "cert.pem"), privateKey(folder / "key.pem") {
        EVP_PKEY* key = EVP_EC_gen("P-256");
        X509* x509 = X509_new();
        ASN1_INTEGER_set(X509_get_serialNumber(x509), 1);
        X509_gmtime_adj(X509_getm_notBefore(x509), -3600);
        X509_gmtime_adj(X509_getm_notAfter(x509), 3600);
        X509_set_pubkey(x509, key);
        X509_NAME* name = X509_get_subject_name(x509);
        X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC,
                                   reinterpret_cast<const unsigned char*>("localhost"), -1, -1, 0);
        X509_set_issuer_name(x509, name);
        X509_sign(x509, key, EVP_sha256());
        FILE* file = std::fopen(certificate.c_str(), "w");
        PEM_write_X509(file, x509);
        std::fclose(file);
        file = std::fopen(privateKey.c_str(), "w");
        PEM_write_PrivateKey(file, key, nullptr, nullptr, 0, nullptr, nullptr);
        std::fclose(file);
        X509_free(x509);
        EVP_PKEY_free(key);
    }
    std::filesystem::path certificate, privateKey;
};

/// A TLS client on a blocking socket.
class TlsClient {
public:
    TlsClient(std::uint16_t port, int version) : context_(SSL_CTX_new(TLS_client_method())) {
        SSL_CTX_set_max_proto_version(context_, version);
        SSL_CTX_set_security_level(context_, 0);
        handle_ = ::socket(AF_INET, SOCK_STREAM, 0);
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_port = htons(port);
        ::inet_pton(AF_INET, "127.0.0.1", &address.sin_addr);
        const timeval patience{10, 0};
        ::setsockopt(handle_, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
        EXPECT_EQ(::connect(handle_, reinterpret_cast<sockaddr*>(&address), sizeof address), 0);
        ssl_ = SSL_new(context_);
        SSL_set_fd(ssl_, handle_);
        connected = SSL_connect(ssl_) == 1;
    }
    ~TlsClient() {
        SSL_free(ssl_);
        SSL_CTX_free(context_);
        ::close(handle_);
    }
    TlsClient(const TlsClient&) = delete;
    TlsClient& operator=(const TlsClient&) = delete;
    bool send(const std::string& text) {
        return SSL_write(ssl_, text.data(), static_cast<int>(text.size())) > 0;
    }
    /// Reads until the text has come, or the end.
    std::string readUntil(const std::string& text) {
        std::string all;
        char piece[16'384];
        std::size_t looked = 0; // the text is not before it; a slow client would look idle to the server
        while (all.find(text, looked) == std::string::npos) {
            looked = all.size() - std::min(all.size(), text.size());
            const int got = SSL_read(ssl_, piece, sizeof piece);
            if (got <= 0) break;
            all.append(piece, static_cast<std::size_t>(got));
        }
        return all;
    }
    bool connected = false;

private:
    SSL_CTX* context_;
    SSL* ssl_ = nullptr;
    int handle_ = -1;
};

} // namespace

class TlsTest : public ServerTest {
protected:
    TlsTest()
        : folder(std::filesystem::temp_directory_path() / ("rejoinder-tls-" + std::to_string(::getpid()))) {
        std::filesystem::create_directories(folder);
        identity = std::make_unique<Identity>(folder);
    }
    ~TlsTest() override { std::filesystem::remove_all(folder); }
    void startSecure(std::chrono::milliseconds patience = 20s) {
        ServerOptions options;
        options.certificate = identity->certificate;
        options.privateKey = identity->privateKey;
        options.idleTimeout = patience;
        options.headTimeout = patience;
        start(options);
    }
    std::filesystem::path folder;
    std::unique_ptr<Identity> identity;
};

TEST_F(TlsTest, SpeaksTls) {
    startSecure();
    for (const int version : {TLS1_2_VERSION, TLS1_3_VERSION}) {
        TlsClient client(port, version);
        ASSERT_TRUE(client.connected);
        client.send("GET /a HTTP/1.1\r\nHost: x\r\n\r\n");
        const auto first = client.readUntil("secure");
        EXPECT_NE(first.find("200 OK"), std::string::npos);
        EXPECT_NE(first.find("Strict-Transport-Security: max-age=31536000; includeSubDomains"),
                  std::string::npos);
        client.send("POST /p HTTP/1.1\r\nHost: x\r\nContent-Length: 300000\r\n\r\n" +
                    std::string(300'000, 'b'));
        EXPECT_NE(client.readUntil("secure").find("POST /p 300000"), std::string::npos);
    }
    EXPECT_FALSE(TlsClient(port, TLS1_1_VERSION).connected);
    RawClient plain(port);
    plain.send("GET /a HTTP/1.1\r\nHost: x\r\n\r\n");
    EXPECT_EQ(plain.readUntil("HTTP/", 1s).find("HTTP/"), std::string::npos);
}

TEST_F(TlsTest, SendsFilesAndLargeAnswers) {
    std::string content;
    for (int i = 0; i < 200'000; ++i) content += std::to_string(i) + '\n';
    std::ofstream(folder / "file", std::ios::binary) << content;
    echo.onCall = [&](HttpRequest& request, HttpResponse& response) {
        if (request.path == "/file") response.file = folder / "file";
        response.body = content + "END";
    };
    startSecure();
    TlsClient client(port, TLS1_3_VERSION);
    client.send("GET /file HTTP/1.1\r\nHost: x\r\n\r\n");
    const auto file = client.readUntil("\n199999\n");
    EXPECT_EQ(file.substr(file.find("\r\n\r\n") + 4), content);
    client.send("GET /text HTTP/1.1\r\nHost: x\r\n\r\n");
    EXPECT_NE(client.readUntil("END").find(content), std::string::npos);
}

TEST_F(TlsTest, CutsSilentAndDrippingClients) {
    startSecure(1'000ms);
    const auto begin = std::chrono::steady_clock::now();
    RawClient silent(port), dripping(port);
    TlsClient half(port, TLS1_3_VERSION);
    half.send("GET /a HTTP/1.1\r\nHo");
    // A record that is announced and then comes byte by byte: each byte is progress for the TLS library.
    dripping.send(std::string("\x16\x03\x01\x01\x00", 5));
    bool open = true;
    while (open && std::chrono::steady_clock::now() - begin < 20s) {
        open = dripping.send("\x01") && !dripping.closesWithin(50ms);
    }
    EXPECT_FALSE(open);
    EXPECT_LT(std::chrono::steady_clock::now() - begin, 15s);
    EXPECT_TRUE(silent.closesWithin(3s));
    half.readUntil("never");
    EXPECT_LT(std::chrono::steady_clock::now() - begin, 18s);
    EXPECT_EQ(echo.calls, 0);
    TlsClient honest(port, TLS1_3_VERSION);
    honest.send("GET /a HTTP/1.1\r\nHost: x\r\n\r\n");
    EXPECT_NE(honest.readUntil("secure").find("200 OK"), std::string::npos);
}

TEST_F(TlsTest, SaysWhatIsWrongAtTheStart) {
    const auto codeOf = [&](const ServerOptions& options) {
        try {
            Server(echo, options, metrics, log);
        } catch (const Error& error) {
            return error.code();
        }
        return std::string("none");
    };
    ServerOptions options;
    options.certificate = folder / "nothing.pem";
    options.privateKey = identity->privateKey;
    EXPECT_EQ(codeOf(options), "kernel.bad-certificate");
    options.certificate = identity->certificate;
    options.privateKey = identity->certificate;
    EXPECT_EQ(codeOf(options), "kernel.bad-certificate");
    options = {};
    options.address = "192.0.2.77";
    EXPECT_EQ(codeOf(options), "kernel.cannot-listen");
    start();
    options = {};
    options.port = port;
    EXPECT_EQ(codeOf(options), "kernel.cannot-listen") << "a port in use is not shared";
    options.port = 0;
    options.address = "nonsense";
    EXPECT_EQ(codeOf(options), "kernel.cannot-listen");
}

} // namespace rejoinder::http::test
