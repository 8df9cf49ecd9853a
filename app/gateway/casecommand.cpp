// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "gateway/casecommand.h"

#include "core/jsonreader.h"
#include "core/log.h"
#include "diagnosis/apiwords.h"
#include "diagnosis/twosides.h"
#include "http/blockingcall.h"
#include "inspection/apiwords.h"
#include "inspection/casefiles/redaction.h"
#include "inspection/paths.h"

#include <QCommandLineParser>
#include <QJsonDocument>
#include <QSaveFile>
#include <QUrlQuery>

namespace Lockstep::Gateway {

using namespace Qt::StringLiterals;
using namespace Inspection;
using namespace Diagnosis;

namespace {

constexpr auto caseHelp
    = "lockstep-gateway case @user:server [options]\n\n"
      "Writes what a running gateway knows of one user into a file for another server's operator: of a local user what others are told,\n"
      "of a remote one the copy that is held here. It holds public keys and names of devices; no tokens, no messages.\n\n"
      "  --destination SERVER  of a local user, what that server was told; without it, what many servers were told\n"
      "  -o, --output FILE     where to: compressed, or plain JSON if its name ends in .json; without it, plain to standard output\n"
      "  --redact              all names, IDs and keys become made-up ones, and what servers said in their own words is left out\n"
      "  --url URL             where the gateway listens; http://127.0.0.1:8779 by default\n"
      "  --token-stdin         reads a viewer's or operator's access token from standard input; or put it into LOCKSTEP_TOKEN\n";

constexpr auto compareHelp
    = "lockstep-gateway compare FILE [FILE] [--json]\n\n"
      "Compares two case files of one user, the user's own server's and that of a server that keeps a copy, and says who is behind and\n"
      "where the chain broke. It ends with 0 if both are in step, 3 if it is told, 4 if it cannot be told; with 1 or 2 if there is\n"
      "nothing to compare.\n";

Said misused(const QString &text)
{
    return {.exitCode = 2, .output = {}, .error = text};
}

Said failed(const QString &text)
{
    return {.exitCode = 1, .output = {}, .error = text};
}

bool asksForHelp(const QStringList &arguments)
{
    return arguments.contains(u"--help"_s) || arguments.contains(u"-h"_s);
}

QString sentenceOf(const TwoSides &sides)
{
    const QString there = displayable(sides.sender.toString()), here = displayable(sides.receiver.toString());
    switch (sides.station) {
    case Station::InStep:
        return u"%1 has the list that %2 has."_s.arg(here, there);
    case Station::NeverSent:
        return u"%1 is behind: %2 has not sent the change yet."_s.arg(here, there);
    case Station::LostBetween:
        return u"%1 is behind: %2 has a confirmation for the change, and %1 never saw it; it was lost between them."_s.arg(here, there);
    case Station::LostHere:
        return u"%1 is behind: what %2 sent came, and %1 does not have it."_s.arg(here, there);
    case Station::SenderForgot:
        return u"%1 is behind: %2 remembers nothing of having told it, and has nothing to send."_s.arg(here, there);
    case Station::CannotTell:
        break;
    }
    return sides.ground == Ground::NoSendersView || sides.ground == Ground::NoReceiversView
        ? u"One side alone cannot tell where the chain broke: ask the other operator for a case file."_s
        : u"It cannot be told where the chain broke."_s;
}

QJsonObject toJson(const TwoSides &sides)
{
    QJsonArray rows;
    for (const SidesRow &row : sides.rows) {
        if (row.likeness == Likeness::Same)
            continue;
        rows.append(QJsonObject{{u"device_id"_s, row.device.toString()}, {u"signing_key"_s, row.subject != SidesRow::Device},
            {u"likeness"_s, toApiName(row.likeness)}, {u"station"_s, toApiName(row.station)}, {u"ground"_s, toApiName(row.ground)},
            {u"change"_s, row.change}, {u"waits"_s, row.waits}, {u"seen"_s, row.seen}});
    }
    return {{u"user_id"_s, sides.user.toString()}, {u"sender"_s, sides.sender.toString()}, {u"receiver"_s, sides.receiver.toString()},
        {u"station"_s, toApiName(sides.station)}, {u"ground"_s, toApiName(sides.ground)}, {u"side"_s, toApiName(sides.side)},
        {u"mixed"_s, sides.isMixed}, {u"held"_s, sides.held.toString()}, {u"answers"_s, sides.answers.toString()},
        {u"newest_change"_s, sides.newestChange}, {u"confirmed"_s, sides.confirmed}, {u"waiting"_s, sides.waiting},
        {u"why"_s, toApiName(sides.why.reason)}, {u"error"_s, displayable(sides.error)}, {u"differ"_s, rows},
        {u"compared"_s, sides.rows.size()}};
}

QString toText(const TwoSides &sides)
{
    QString text = sentenceOf(sides) + u'\n';
    text += u"%1 (%2)"_s.arg(toApiName(sides.station), toApiName(sides.ground));
    if (sides.waiting > 0)
        text += u", %1 updates wait: %2"_s.arg(sides.waiting).arg(toApiName(sides.why.reason));
    if (!sides.error.isEmpty())
        text += u", the fetch fails: %1"_s.arg(displayable(sides.error));
    text += u'\n';
    for (const SidesRow &row : sides.rows) {
        if (row.likeness != Likeness::Same)
            text += u"  %1: %2, %3 (%4)\n"_s.arg(
                displayable(row.device.toString()), toApiName(row.likeness), toApiName(row.station), toApiName(row.ground));
    }
    return text;
}

} // namespace

Said runCase(const QStringList &arguments, const QString &token)
{
    if (asksForHelp(arguments))
        return {.output = caseHelp};
    QCommandLineParser parser;
    const QCommandLineOption destination(u"destination"_s, {}, u"SERVER"_s), output({u"o"_s, u"output"_s}, {}, u"FILE"_s),
        url(u"url"_s, {}, u"URL"_s, u"http://127.0.0.1:8779"_s);
    const QCommandLineOption redact(u"redact"_s);
    parser.addOptions({destination, output, url, redact});
    if (!parser.parse(QStringList{u"case"_s} + arguments))
        return misused(parser.errorText());
    const UserId user(parser.positionalArguments().value(0));
    if (parser.positionalArguments().size() != 1 || !user.isValid())
        return misused(u"Say one user: lockstep-gateway case @name:server; --help says more."_s);
    const ServerName server(parser.value(destination));
    if (!server.isEmpty() && !server.isValid())
        return misused(u"\"%1\" is not a server name."_s.arg(displayable(server.toString())));
    if (token.isEmpty())
        return misused(u"Put an access token into LOCKSTEP_TOKEN, or give --token-stdin."_s);
    Http::HttpQuestion question{.base = QUrl(parser.value(url)), .path = Paths::caseOf.of(user)};
    if (!server.isEmpty())
        question.path += "?destination=" + server.toString().toUtf8().toPercentEncoding();
    question.headers = {{"Authorization", "Bearer " + token.toUtf8()}};
    question.maxAnswer = largestCaseFile;
    question.timeoutMs = 60'000;
    const auto reply = Http::callHttp(question);
    if (!reply)
        return failed(u"The gateway at %1: %2."_s.arg(displayable(parser.value(url)), reply.error().text));
    if (reply->status != 200) {
        const auto said = parseJsonObject(reply->body);
        return failed(u"The gateway at %1 says %2: %3"_s.arg(displayable(parser.value(url)))
                          .arg(reply->status)
                          .arg(displayable(said ? said->value("error"_L1).toString() : QString::fromUtf8(reply->body))));
    }
    const auto told = fromCaseFile(reply->body);
    if (!told)
        return failed(told.error().text);
    const Case made = parser.isSet(redact) ? redactedCase(*told) : *told;
    if (!parser.isSet(output))
        return {.output = parser.isSet(redact) ? toCaseFile(made) : reply->body};
    QSaveFile file(parser.value(output));
    const QByteArray bytes = toCaseFile(made, parser.value(output));
    if (!file.open(QIODevice::WriteOnly) || file.write(bytes) != bytes.size() || !file.commit())
        return failed(u"%1 cannot be written: %2."_s.arg(displayable(parser.value(output)), file.errorString()));
    return {};
}

Said runCompare(const QStringList &arguments)
{
    if (asksForHelp(arguments))
        return {.output = compareHelp};
    QStringList files = arguments;
    const bool asJson = files.removeAll(u"--json"_s) > 0;
    if (files.isEmpty() || files.size() > 2)
        return misused(u"Give one case file or two: lockstep-gateway compare FILE [FILE]; --help says more."_s);
    QList<Case> cases;
    for (const QString &path : std::as_const(files)) {
        auto read = readCaseFile(path);
        if (!read)
            return failed(displayable(path) + u": "_s + read.error().text);
        cases += std::move(*read);
    }
    const auto sides = compareSides(cases.constFirst(), cases.size() > 1 ? std::optional(cases.constLast()) : std::nullopt);
    if (!sides)
        return failed(sides.error().text);
    Said said{.output = asJson ? QJsonDocument(toJson(*sides)).toJson() : toText(*sides).toUtf8()};
    if (sides->station != Station::InStep)
        said.exitCode = sides->station == Station::CannotTell ? 4 : 3;
    return said;
}

} // namespace Lockstep::Gateway
