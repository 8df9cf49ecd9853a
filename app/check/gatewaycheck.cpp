// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "check/checks.h"
#include "core/jsonreader.h"
#include "http/httpserver.h"
#include "inspection/apiwords.h"

#include <QHostAddress>
#include <QTcpServer>

using namespace Qt::StringLiterals;

namespace Lockstep::Checking {

namespace {

const QByteArray infoPath = "/_lockstep/v1/info";

enum class Reached { Nobody, Gateway, Other };

/// A gateway asks whoever asks without a token for one.
Reached reached(const Answer &answer)
{
    if (answer.status == 0)
        return Reached::Nobody;
    const auto object = parseJsonObject(answer.body);
    return answer.status == 401 && object && object->value("errcode"_L1).toString() == "M_MISSING_TOKEN"_L1
            && object->value("error"_L1).toString().contains("Authorization: Bearer"_L1)
        ? Reached::Gateway
        : Reached::Other;
}

/// Where somebody on this machine reaches what listens there.
QUrl urlOf(const QString &host, quint16 port)
{
    QUrl url;
    url.setScheme(u"http"_s);
    url.setHost(host == u"0.0.0.0"_s ? u"127.0.0.1"_s : host == u"::"_s ? u"::1"_s : host);
    url.setPort(port);
    return url;
}

/// What the running gateway's sources say of themselves.
QList<Inspection::SourceStatus> liveSources(const Context &context, const QUrl &gateway)
{
    if (context.subject.sources)
        return context.subject.sources();
    if (context.subject.token.isEmpty() || gateway.isEmpty())
        return {};
    const Answer answer = ask(context, gateway, infoPath, context.subject.token);
    const auto object = parseJsonObject(answer.body);
    const auto info
        = answer.status == 200 && object ? Inspection::fromJson<Inspection::Info>(*object) : failure(Error::BadAnswer, QString());
    return info ? info->sources : QList<Inspection::SourceStatus>();
}

std::optional<QUrl> listening(const QString &address)
{
    const auto parsed = Http::parseListenAddress(address);
    if (!parsed || parsed->second == 0)
        return {};
    return urlOf(parsed->first, parsed->second);
}

/// Bound, and given back with \a probe: whether a gateway could.
bool tryListening(QTcpServer &probe, const std::pair<QString, quint16> &listen)
{
    return probe.listen(QHostAddress(listen.first == u"localhost"_s ? u"127.0.0.1"_s : listen.first), listen.second);
}

/// To an address of another machine packets may go for ever: that tells nothing of who has the port here.
bool isOfThisMachine(const std::pair<QString, quint16> &listen)
{
    QTcpServer probe;
    return tryListening(probe, listen) || probe.serverError() != QAbstractSocket::SocketAddressNotAvailableError;
}

} // namespace

Checks checkGateway(const Context &context)
{
    Findings found(CheckArea::Gateway);
    const QString listen = context.subject.listen;
    const auto parsed = Http::parseListenAddress(listen);
    if (!parsed) {
        found.fault(u"--listen %1"_s.arg(listen), parsed.error().text, u"Give HOST:PORT, such as 127.0.0.1:8779."_s);
        return found.all();
    }
    QUrl gateway;
    if (context.subject.sources) {
        found.ok(listen, u"This gateway answers."_s);
    } else if (parsed->second == 0) {
        found.notChecked(listen, u"The port is chosen at each start, so it is not known where a gateway would answer."_s,
            u"Name a port with --listen."_s);
    } else {
        gateway = urlOf(parsed->first, parsed->second);
        const Answer answer = ask(context, gateway, infoPath);
        const Reached who = reached(answer);
        if (who == Reached::Gateway) {
            found.ok(listen, u"A gateway runs and answers."_s);
        } else if (who == Reached::Other || answer.kind == Error::BadAnswer
            || (answer.kind == Error::Timeout && isOfThisMachine(*parsed))) {
            found.fault(listen,
                u"Another program, or a gateway that hangs, has this port: %1."_s.arg(
                    answer.status ? u"HTTP status %1"_s.arg(answer.status) : answer.problem),
                u"End that program (ss -ltnp tells which it is), or choose another port with --listen."_s);
        } else {
            QTcpServer probe;
            if (!tryListening(probe, *parsed))
                found.fault(listen, u"No gateway runs, and none could listen there: %1."_s.arg(probe.errorString()),
                    u"Choose an address of this machine and a free port with --listen."_s);
            else
                found.warn(listen, u"No gateway runs."_s, u"Start it: systemctl start lockstep-gateway."_s);
        }
        if (who != Reached::Gateway)
            gateway.clear();
    }
    const QString host = parsed->first;
    if (!Http::isLoopbackHost(host))
        found.warn(listen, u"This is not a loopback address: access tokens would travel there for everybody to read."_s,
            u"Listen on 127.0.0.1, and put a reverse proxy with https in front."_s);
    for (const Inspection::SourceStatus &source : liveSources(context, gateway)) {
        if (source.state == Inspection::SourceState::Failing)
            found.warn(u"its source %1"_s.arg(toApiName(source.kind)), source.detail, {}, u"what the running gateway says"_s);
    }
    return found.all();
}

Checks checkTap(const Context &context)
{
    Findings found(CheckArea::Tap);
    const Subject &subject = context.subject;
    if (subject.tap.isEmpty())
        return found.all();
    const auto address = Http::parseListenAddress(subject.tap);
    if (!address) {
        found.fault(u"--tap %1"_s.arg(subject.tap), address.error().text, u"Give HOST:PORT, such as 127.0.0.1:8780."_s);
        return found.all();
    }
    const auto gateway = listening(subject.listen);
    const bool runs = subject.sources || (gateway && reached(ask(context, *gateway, infoPath)) == Reached::Gateway);
    const Answer answer = address->second ? ask(context, urlOf(address->first, address->second), "/") : Answer();
    if (address->second == 0)
        found.notChecked(subject.tap, u"The port is chosen at each start, so no proxy can be told of it."_s, u"Name a port with --tap."_s);
    else if (answer.status > 0)
        found.ok(subject.tap, u"The tap answers."_s);
    else if (runs)
        found.fault(subject.tap, u"A gateway runs, but its tap does not answer: %1."_s.arg(answer.problem),
            u"Start the gateway with the same --tap."_s);
    else
        found.notChecked(subject.tap, u"No gateway runs, so its tap is closed."_s);

    bool told = false;
    for (const Inspection::SourceStatus &source : liveSources(context, runs && gateway ? *gateway : QUrl())) {
        if (source.kind != Inspection::SourceKind::Tap)
            continue;
        told = true;
        found.add(source.state == Inspection::SourceState::Ok ? CheckState::Ok : CheckState::Warning, u"traffic"_s, source.detail,
            source.state == Inspection::SourceState::Ok ? QString()
                                                        : u"Let the proxy mirror federation traffic to it: resources/proxies.md."_s,
            u"what the running gateway says"_s);
    }
    if (!told)
        found.notChecked(
            u"traffic"_s, u"Only the running gateway knows what arrived."_s, u"Start it, and give an access token in LOCKSTEP_TOKEN."_s);

    const QUrl notary = subject.notary.isEmpty() ? subject.settings.clientApi : subject.notary;
    const Answer keys = ask(context, notary, "/_matrix/key/v2/server");
    if (keys.status == 200 && parseJsonObject(keys.body))
        found.ok(u"signing keys"_s, u"%1 answers for them."_s.arg(shown(notary)));
    else
        found.fault(u"signing keys"_s,
            u"%1 does not answer for them (%2), so that no signature can be checked, and what the tap sees counts for nothing."_s.arg(
                shown(notary), keys.status ? u"HTTP status %1"_s.arg(keys.status) : keys.problem),
            u"Name a listener of Synapse that has the resource federation or keys with --notary."_s);
    return found.all();
}

Checks checkProxy(const Context &context)
{
    Findings found(CheckArea::Proxy);
    const Subject &subject = context.subject;
    QList<QUrl> bases;
    if (!subject.publicBase.isEmpty())
        bases += subject.publicBase;
    if (!Http::isLoopbackHost(subject.settings.clientApi.host()) && !bases.contains(subject.settings.clientApi))
        bases += subject.settings.clientApi;
    // Synapse's own port: nobody stands in between.
    bases.removeIf([&](const QUrl &url) {
        return Http::isLoopbackHost(url.host()) && url.port() == subject.settings.clientApi.port()
            && url.host() == subject.settings.clientApi.host();
    });
    if (bases.isEmpty()) {
        found.notChecked(u"public address"_s, u"It is not known at which address clients reach the homeserver."_s,
            u"Set public_baseurl in homeserver.yaml, and name that file with --homeserver-config."_s);
        return found.all();
    }
    for (const QUrl &base : std::as_const(bases)) {
        const Answer answer = ask(context, base, infoPath);
        if (reached(answer) == Reached::Gateway)
            found.ok(shown(base), u"Clients find the gateway at the homeserver's own address."_s);
        else if (answer.status == 0)
            found.warn(shown(base), u"It cannot be reached from this machine: %1."_s.arg(answer.problem),
                u"If clients reach it from elsewhere, this is a matter of this machine's network; otherwise correct public_baseurl."_s);
        else if (answer.status >= 500)
            found.warn(shown(base),
                u"The proxy passes %1 on, but reaches no gateway (HTTP status %2)."_s.arg(QString::fromLatin1(infoPath)).arg(answer.status),
                u"Start the gateway, or correct the port in the proxy's configuration."_s);
        else
            found.warn(shown(base),
                u"%1 does not lead to the gateway (HTTP status %2), so that the desktop program does not find it there."_s
                    .arg(QString::fromLatin1(infoPath))
                    .arg(answer.status),
                u"Add the lines of resources/proxies.md to the proxy, before those of Synapse."_s);
    }
    return found.all();
}

} // namespace Lockstep::Checking
