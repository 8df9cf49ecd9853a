// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "http/blockingcall.h"

#include <curl/curl.h>

#include <algorithm>
#include <memory>
#include <string_view>

namespace Lockstep::Http {

using namespace Qt::StringLiterals;

namespace {

struct EasyDeleter
{
    void operator()(CURL *handle) const { curl_easy_cleanup(handle); }
};
struct MultiDeleter
{
    void operator()(CURLM *handle) const { curl_multi_cleanup(handle); }
};
struct ListDeleter
{
    void operator()(curl_slist *list) const { curl_slist_free_all(list); }
};
using Easy = std::unique_ptr<CURL, EasyDeleter>;
using Multi = std::unique_ptr<CURLM, MultiDeleter>;
using HeaderList = std::unique_ptr<curl_slist, ListDeleter>;

constexpr int pollMs = 1000; ///< libcurl tells earlier when there is something to do

struct Receiving
{
    HttpReply reply;
    qint64 maxAnswer = 0;
    bool isTooLong = false;
};

size_t takeBody(char *data, size_t, size_t size, void *to)
{
    auto *receiving = static_cast<Receiving *>(to);
    receiving->isTooLong = receiving->reply.body.size() + qint64(size) > receiving->maxAnswer;
    if (receiving->isTooLong)
        return 0;
    receiving->reply.body.append(data, qsizetype(size));
    return size;
}

size_t takeHeader(char *data, size_t, size_t size, void *to)
{
    const QByteArray line = QByteArray::fromRawData(data, qsizetype(size));
    HttpReply &reply = static_cast<Receiving *>(to)->reply;
    const std::pair<QByteArrayView, QByteArray *> wanted[] = {{"retry-after:", &reply.retryAfter}, {"date:", &reply.date},
        {"location:", &reply.location}, {"cache-control:", &reply.cacheControl}, {"expires:", &reply.expires}};
    for (const auto &[name, place] : wanted) {
        if (line.size() >= name.size() && line.first(name.size()).compare(name, Qt::CaseInsensitive) == 0)
            *place = QByteArray(line.mid(name.size()).trimmed().constData());
    }
    return size;
}

bool isPlain(const QByteArray &text)
{
    return std::all_of(text.begin(), text.end(), [](char c) { return uchar(c) >= 0x20 && c != 0x7f; });
}

Error errorOf(CURLcode code, bool isTooLong)
{
    if (isTooLong)
        return {.kind = Error::BadAnswer, .text = u"its answer is too large"_s};
    switch (code) {
    case CURLE_OPERATION_TIMEDOUT:
        return {.kind = Error::Timeout, .text = u"it did not answer in time"_s};
    case CURLE_COULDNT_RESOLVE_HOST:
        return {.kind = Error::Network, .text = u"its name cannot be resolved"_s};
    case CURLE_COULDNT_CONNECT:
        return {.kind = Error::Network, .text = u"the connection was refused"_s};
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_CONNECT_ERROR:
    case CURLE_SSL_CERTPROBLEM:
    case CURLE_SSL_CACERT_BADFILE:
    case CURLE_SSL_ISSUER_ERROR:
        return {.kind = Error::Tls, .text = u"its TLS certificate is not valid for this address"_s};
    case CURLE_WEIRD_SERVER_REPLY:
    case CURLE_UNSUPPORTED_PROTOCOL:
        return {.kind = Error::BadAnswer, .text = u"what it answered is not HTTP"_s};
    default:
        return {.kind = Error::Network, .text = u"the connection broke (%1)"_s.arg(QString::fromUtf8(curl_easy_strerror(code)))};
    }
}

QByteArray addressOf(const HttpQuestion &question)
{
    QByteArray origin = question.base.adjusted(QUrl::RemoveQuery | QUrl::RemoveFragment | QUrl::RemoveUserInfo).toEncoded();
    while (origin.endsWith('/'))
        origin.chop(1);
    return origin + question.path;
}

void prepare(
    CURL *handle, const HttpQuestion &question, const QByteArray &address, curl_slist *headers, curl_slist *addresses, Receiving &receiving)
{
    curl_easy_setopt(handle, CURLOPT_URL, address.constData());
    curl_easy_setopt(handle, CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(handle, CURLOPT_PATH_AS_IS, 1L);
    curl_easy_setopt(handle, CURLOPT_HTTP_VERSION, long(CURL_HTTP_VERSION_1_1));
    curl_easy_setopt(handle, CURLOPT_PROXY, "");
    curl_easy_setopt(handle, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(handle, CURLOPT_TIMEOUT_MS, long(std::max(question.timeoutMs, 1)));
    curl_easy_setopt(handle, CURLOPT_CONNECTTIMEOUT_MS, long(std::max(std::min(question.connectTimeoutMs, question.timeoutMs), 1)));
    curl_easy_setopt(handle, CURLOPT_HTTPHEADER, headers);
    curl_easy_setopt(handle, CURLOPT_RESOLVE, addresses);
    if (!question.tls.isVerified) {
        curl_easy_setopt(handle, CURLOPT_SSL_VERIFYPEER, 0L);
        curl_easy_setopt(handle, CURLOPT_SSL_VERIFYHOST, 0L);
    } else if (!question.tls.authorities.isEmpty()) {
        curl_blob authorities{.data = const_cast<char *>(question.tls.authorities.constData()), // only read
            .len = size_t(question.tls.authorities.size()),
            .flags = CURL_BLOB_COPY};
        curl_easy_setopt(handle, CURLOPT_CAINFO_BLOB, &authorities);
        curl_easy_setopt(handle, CURLOPT_CAPATH, nullptr); // instead of the system's, not beside them
    }
    curl_easy_setopt(handle, CURLOPT_CUSTOMREQUEST, question.method.constData());
    if (question.body) {
        curl_easy_setopt(handle, CURLOPT_POSTFIELDS, question.body->constData());
        curl_easy_setopt(handle, CURLOPT_POSTFIELDSIZE_LARGE, curl_off_t(question.body->size()));
    }
    curl_easy_setopt(handle, CURLOPT_WRITEFUNCTION, takeBody);
    curl_easy_setopt(handle, CURLOPT_WRITEDATA, &receiving);
    curl_easy_setopt(handle, CURLOPT_HEADERFUNCTION, takeHeader);
    curl_easy_setopt(handle, CURLOPT_HEADERDATA, &receiving);
}

HeaderList headersOf(const HttpQuestion &question)
{
    curl_slist *list = curl_slist_append(nullptr, "Accept: application/json");
    list = curl_slist_append(list, "Expect:"); // nobody waits for "100 Continue"
    if (question.body)
        list = curl_slist_append(list, "Content-Type: application/json");
    for (const auto &[name, value] : question.headers)
        list = curl_slist_append(list, QByteArray(name + ": " + value).constData());
    return HeaderList(list);
}

/// "HOST:PORT:ADDRESS,…", so that no resolver is asked again, who might answer otherwise.
HeaderList addressesOf(const HttpQuestion &question)
{
    if (question.addresses.isEmpty())
        return {};
    QByteArrayList addresses;
    for (const QByteArray &address : question.addresses)
        addresses.append(address.contains(':') ? '[' + address + ']' : address);
    const int port = question.base.port(question.base.scheme() == "https"_L1 ? 443 : 80);
    return HeaderList(curl_slist_append(
        nullptr, QByteArray(question.base.host().toLatin1() + ':' + QByteArray::number(port) + ':' + addresses.join(',')).constData()));
}

} // namespace

void CutOff::cut()
{
    const std::lock_guard lock(m_mutex);
    m_cut = true;
    for (void *multi : m_underWay)
        curl_multi_wakeup(multi);
}

bool CutOff::isCut() const
{
    const std::lock_guard lock(m_mutex);
    return m_cut;
}

/// A call's place among those under way, while it lives.
class CutOffPlace
{
public:
    CutOffPlace(CutOff *cutOff, CURLM *multi)
        : m_cutOff(cutOff)
        , m_multi(multi)
    {
        if (!m_cutOff)
            return;
        const std::lock_guard lock(m_cutOff->m_mutex);
        m_cutOff->m_underWay.push_back(m_multi);
    }
    CutOffPlace(const CutOffPlace &) = delete;
    CutOffPlace &operator=(const CutOffPlace &) = delete;
    ~CutOffPlace()
    {
        if (!m_cutOff)
            return;
        const std::lock_guard lock(m_cutOff->m_mutex);
        std::erase(m_cutOff->m_underWay, m_multi);
    }
    bool isCut() const { return m_cutOff && m_cutOff->isCut(); }

private:
    CutOff *m_cutOff;
    CURLM *m_multi;
};

Result<HttpReply> callHttp(const HttpQuestion &question, CutOff *cutOff)
{
    static const CURLcode ready = curl_global_init(CURL_GLOBAL_DEFAULT);
    const QString scheme = question.base.scheme();
    if (ready != CURLE_OK || (scheme != "http"_L1 && scheme != "https"_L1) || question.base.host().isEmpty())
        return failure(Error::BadInput, u"its address is not an http or https one"_s);
    bool plain = isPlain(question.path) && isPlain(question.method);
    for (const auto &[name, value] : question.headers)
        plain = plain && isPlain(name) && isPlain(value);
    for (const QByteArray &ofHost : question.addresses)
        plain = plain && isPlain(ofHost);
    if (!plain)
        return failure(Error::BadInput, u"it was not asked, because the question holds control characters"_s);

    const Multi multi(curl_multi_init());
    const Easy easy(curl_easy_init());
    if (!multi || !easy)
        return failure(Error::Io, u"it was not asked, because memory is short"_s);
    Receiving receiving{.reply = {}, .maxAnswer = question.maxAnswer};
    const HeaderList headers = headersOf(question);
    const HeaderList addresses = addressesOf(question);
    const QByteArray address = addressOf(question);
    prepare(easy.get(), question, address, headers.get(), addresses.get(), receiving);
    const CutOffPlace place(cutOff, multi.get());
    curl_multi_add_handle(multi.get(), easy.get());
    int running = 1;
    while (!place.isCut() && curl_multi_perform(multi.get(), &running) == CURLM_OK && running > 0)
        curl_multi_poll(multi.get(), nullptr, 0, pollMs, nullptr);
    CURLcode code = CURLE_ABORTED_BY_CALLBACK;
    int left = 0;
    while (const CURLMsg *message = curl_multi_info_read(multi.get(), &left)) {
        if (message->msg == CURLMSG_DONE)
            code = message->data.result;
    }
    curl_multi_remove_handle(multi.get(), easy.get());
    if (code == CURLE_ABORTED_BY_CALLBACK && place.isCut())
        return failure(Error::Cancelled, u"the question was cut off"_s);
    if (code != CURLE_OK)
        return failure(errorOf(code, receiving.isTooLong));
    long status = 0;
    curl_easy_getinfo(easy.get(), CURLINFO_RESPONSE_CODE, &status);
    receiving.reply.status = int(status);
    char *peer = nullptr;
    curl_easy_getinfo(easy.get(), CURLINFO_PRIMARY_IP, &peer);
    receiving.reply.peer = peer;
    return receiving.reply;
}

} // namespace Lockstep::Http
