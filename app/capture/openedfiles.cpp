// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "capture/openedfiles.h"

#include "capture/capturesource.h"
#include "capture/casesource.h"
#include "capture/unpacking.h"
#include "core/log.h"
#include "history/file/incidents.h"
#include "server/desks/incidentdesk.h"
#include "server/server.h"

#include <QDateTime>
#include <QDeadlineTimer>
#include <QDir>
#include <QElapsedTimer>
#include <QFileInfo>
#include <QRandomGenerator>
#include <QRegularExpression>
#include <QTemporaryDir>
#include <QThread>

#include <array>

using namespace Qt::StringLiterals;

namespace Lockstep::Capture {

namespace {

constexpr qsizetype namedFiles = 3;
constexpr qint64 tellEveryMs = 100;
constexpr int looksEveryMs = 5'000; ///< what was read does not change, and rows are looked at some at a time
/// Users whose breaks are looked at for incidents, and rows that are.
constexpr int mostUsersLooked = 20'000;
constexpr int mostRowsLooked = 2'000;
constexpr qsizetype longestName = 60;
const QString unpackedIn = u"unpacked"_s; ///< of our folder
/// What stands open at the end of a capture is told as open, and not as what may be mended in a moment.
constexpr qint64 settledAfterMs = 60 * 1000;

QString newToken()
{
    std::array<quint32, 8> random{};
    QRandomGenerator::system()->fillRange(random.data(), qsizetype(random.size()));
    return QString::fromLatin1(QByteArray(reinterpret_cast<const char *>(random.data()), sizeof random).toHex());
}

/// Whoever has the token looks.
class OneReader : public Server::Access
{
public:
    OneReader(QString token, UserId reader)
        : m_token(std::move(token))
        , m_reader(std::move(reader))
    {
    }
    Result<UserId> authorise(const QString &token, Server::Right right, const QString &) override
    {
        if (token != m_token)
            return failure(Error::Unauthorized, u"This access token is not known."_s, 401, u"M_UNKNOWN_TOKEN"_s);
        if (right != Server::Right::View)
            return failure(
                Error::Forbidden, u"This is a file that was opened: it can be looked at, and nothing more."_s, 403, u"M_FORBIDDEN"_s);
        return m_reader;
    }
    Result<void> confirm(const QString &, const UserId &) override { return {}; }

private:
    const QString m_token;
    const UserId m_reader;
};

/// "homeserver.log, a.har and 2 more"
QString listed(const QStringList &paths)
{
    QStringList names;
    for (const QString &path : paths.first(std::min(namedFiles, paths.size()))) {
        const QFileInfo info(path);
        names += displayable(info.fileName().isEmpty() ? path : info.fileName(), longestName);
    }
    const QString text = names.join(u", "_s);
    return paths.size() > namedFiles ? u"%1 and %L2 more"_s.arg(text).arg(paths.size() - namedFiles) : text;
}

/// A server name by the look of it, for files that do not tell whose they are.
ServerName madeOf(const QString &path)
{
    QString name = QFileInfo(path).fileName().left(longestName);
    name.replace(QRegularExpression(u"[^A-Za-z0-9.-]"_s), u"-"_s);
    const ServerName made(name);
    return made.isValid() ? made : ServerName(u"capture"_s);
}

} // namespace

/// In the order in which they are made; stopped in the opposite one.
struct OpenedFiles::Private
{
    QString title, token;
    QStringList warnings;
    UserId reader;
    std::unique_ptr<QTemporaryDir> folder;
    std::optional<Unpacker> unpacker;
    std::shared_ptr<History::Store> store;
    std::unique_ptr<History::Recorder> recorder;
    std::unique_ptr<SeenUsers> seen;
    Synapse::FetchLedger ledger;
    std::unique_ptr<CaseHistory> caseHistory;
    std::unique_ptr<FileSource> source;
    std::unique_ptr<Server::Trail> trail;
    std::unique_ptr<OneReader> access;
    std::unique_ptr<Server::RefreshDesk> desk;
    std::unique_ptr<History::Incidents> keptIncidents;
    std::unique_ptr<Server::IncidentDesk> incidents;
    std::unique_ptr<Server::Server> server;

    ~Private()
    {
        if (source)
            source->events().shutDown();
        if (server)
            server->stop();
        if (desk)
            desk->shutDown();
        if (incidents)
            incidents->stop();
    }
    Result<void> makeFolder();
    /// What is to be read of these files; of archives what they hold.
    Result<QList<std::pair<QString, FileKind>>> sorted(
        const QStringList &paths, const std::function<void(const Progress &)> &progress, const std::atomic<bool> &stop);
    /// What archives held is read now: it takes no more room, and is called as it was in them.
    void forgetUnpacked();
    QString named(const QString &text) const { return unpacker ? unpacker->named(text) : text; }
    Result<void> openCase(const QString &path);
    Result<void> openCapture(const QStringList &given, const QList<std::pair<QString, FileKind>> &files,
        const std::function<void(const Progress &)> &progress, const std::atomic<bool> &stop);
    Result<void> tellBreaks();
    Result<void> serve(const ServerName &server, const History::Reader *history, const Inspection::CheckReport &report, qint64 now);
};

Result<void> OpenedFiles::Private::makeFolder()
{
    if (!folder)
        folder = std::make_unique<QTemporaryDir>();
    return folder->isValid() ? Result<void>() : failure(Error::Io, u"There is no place for what is read: %1."_s.arg(folder->errorString()));
}

Result<QList<std::pair<QString, FileKind>>> OpenedFiles::Private::sorted(
    const QStringList &paths, const std::function<void(const Progress &)> &progress, const std::atomic<bool> &stop)
{
    QList<std::pair<QString, FileKind>> files;
    Progress told;
    QElapsedTimer sinceTold;
    sinceTold.start();
    const auto tell = [&](const QString &archive, qint64 done) {
        if (!progress || sinceTold.elapsed() < tellEveryMs)
            return;
        told.file = archive;
        told.done = std::min(done, told.total);
        progress(told);
        sinceTold.restart();
    };
    const auto take = [&](const QString &path, FileKind kind) { files.append({path, kind}); };
    for (const QString &path : paths) {
        const auto kind = kindOf(path);
        if (!kind)
            warnings += kind.error().text;
        else if (*kind != FileKind::Packed)
            take(path, *kind);
        if (!kind || *kind != FileKind::Packed)
            continue;
        if (const auto made = makeFolder(); !made)
            return failure(made.error());
        if (!unpacker)
            unpacker.emplace(folder->filePath(unpackedIn), Unpacker::Limits{}, tell);
        told.total = QFileInfo(path).size();
        const auto held = unpacker->unpack(path, stop);
        if (!held && held.error().kind == Error::Cancelled)
            return failure(held.error());
        if (!held)
            warnings += held.error().text;
        for (const QString &one : held.value_or(QStringList())) {
            const auto inside = kindOf(one);
            if (!inside)
                warnings += inside.error().text;
            else if (*inside == FileKind::Packed)
                warnings += u"%1, which is in %2, is packed once more: unpack it, and open what is in it."_s.arg(
                    displayable(QFileInfo(one).fileName()), displayable(QFileInfo(path).fileName()));
            else
                take(one, *inside);
        }
    }
    if (unpacker)
        warnings += unpacker->warnings();
    return files;
}

void OpenedFiles::Private::forgetUnpacked()
{
    if (unpacker)
        QDir(folder->filePath(unpackedIn)).removeRecursively();
}

Result<void> OpenedFiles::Private::openCase(const QString &path)
{
    const auto file = Inspection::readCaseFile(path);
    forgetUnpacked();
    if (!file)
        return failure(file.error());
    title = displayable(file->userId.toString());
    caseHistory = std::make_unique<CaseHistory>(*file);
    source = std::make_unique<CaseSource>(*file);
    Inspection::CheckReport report{.at = file->made};
    using enum Inspection::CheckState;
    report.checks.append({.area = Inspection::CheckArea::Gateway,
        .state = Ok,
        .subject = displayable(QFileInfo(path).fileName()),
        .text = u"A case of %1, made by %2 %3 beside %4 %5."_s.arg(title, u"Lockstep"_s, displayable(file->madeBy, longestName),
            displayable(file->server.toString()), displayable(file->serverVersion, longestName)),
        .restsOn = named(path)});
    if (file->isRedacted)
        report.checks.append({.area = Inspection::CheckArea::Gateway,
            .state = NotChecked,
            .subject = u"redacted"_s,
            .text
            = u"Names, IDs and keys were replaced: what is told of signatures is what whoever made the case saw, and cannot be checked again."_s});
    if (!file->why.isEmpty())
        report.checks.append({.area = Inspection::CheckArea::Gateway, .state = Warning, .subject = title, .text = displayable(file->why)});
    return serve(file->server, caseHistory.get(), report, file->made);
}

Result<void> OpenedFiles::Private::openCapture(const QStringList &given, const QList<std::pair<QString, FileKind>> &files,
    const std::function<void(const Progress &)> &progress, const std::atomic<bool> &stop)
{
    if (const auto made = makeFolder(); !made)
        return made;
    auto opened = History::Store::open(folder->filePath(u"history.sqlite"_s));
    if (!opened)
        return failure(opened.error());
    store = std::move(*opened);
    recorder = std::make_unique<History::Recorder>(store.get());
    auto made = SeenUsers::make(folder->path());
    if (!made)
        return failure(made.error());
    seen = std::move(*made);
    CaptureReader captured(recorder.get(), seen.get(), &ledger);
    auto read = captured.read(files, progress, stop);
    recorder.reset();
    forgetUnpacked();
    if (!read)
        return failure(read.error());
    for (Inspection::SourceStatus &status : read->sources)
        status.detail = named(status.detail);
    for (Inspection::Check &check : read->checks) {
        check.text = named(check.text);
        check.restsOn = named(check.restsOn);
    }
    for (const QString &warning : std::as_const(warnings))
        read->checks.append({.area = Inspection::CheckArea::Log, .state = Inspection::CheckState::Warning, .text = warning});
    title = listed(given);
    const ServerName whose = read->receiver.isEmpty() ? madeOf(given.constFirst()) : read->receiver;
    const Inspection::CheckReport report{.at = QDateTime::currentMSecsSinceEpoch(), .checks = read->checks};
    const qint64 newest = read->newest + settledAfterMs;
    source = std::make_unique<CaptureSource>(
        whose, title, std::move(*read), CaptureSource::Parts{.history = store.get(), .seen = seen.get(), .ledger = &ledger});
    if (const auto done = serve(whose, store.get(), report, newest); !done)
        return done;
    return tellBreaks();
}

/// Rows make incidents as they come: here they have come all at once.
Result<void> OpenedFiles::Private::tellBreaks()
{
    // Who looks for incidents hears what comes after it has begun to.
    for (const QDeadlineTimer patience(5'000); !incidents->availability().available && !patience.hasExpired();)
        QThread::msleep(5);
    const auto users = seen->users({}, mostUsersLooked);
    if (!users)
        return failure(users.error());
    int told = 0;
    for (const UserId &user : *users) {
        const auto history = store->userHistory(user);
        if (!history)
            return failure(history.error());
        for (const qint64 n :
            {history->lastPruned, history->lastRestarted, history->lastRewound, history->lastRebuilt, history->lastMalformed}) {
            if (n == 0 || told == mostRowsLooked)
                continue;
            ++told;
            source->events().publish(Inspection::EventType::Update, {{u"user_id"_s, user.toString()}, {u"n"_s, n}});
        }
    }
    return {};
}

Result<void> OpenedFiles::Private::serve(
    const ServerName &whose, const History::Reader *history, const Inspection::CheckReport &report, qint64 now)
{
    // Of a file everybody's list is shown, those of the server's own users too.
    const ServerName nobody(u"file.invalid"_s);
    token = newToken();
    reader = UserId(u"@reader:"_s + whose.toString());
    access = std::make_unique<OneReader>(token, reader);
    trail = std::make_unique<Server::Trail>(nullptr, &source->events());
    Server::RefreshOptions refreshing;
    refreshing.serverName = nobody;
    desk = std::make_unique<Server::RefreshDesk>(source.get(), refreshing, trail.get());
    // Those that were over at once are told too.
    if (!store) {
        auto made = History::Store::openInMemory();
        if (!made)
            return failure(made.error());
        store = std::move(*made);
    }
    keptIncidents = std::make_unique<History::Incidents>(*store);
    incidents = std::make_unique<Server::IncidentDesk>(
        Server::IncidentDesk::Options{
            .serverName = nobody, .restMs = looksEveryMs, .longestMs = looksEveryMs, .clock = [now] { return now; }},
        source.get(), history, keptIncidents.get());
    if (const auto looking = incidents->start(); !looking)
        return looking;
    Server::ServerOptions serving;
    serving.http.listen = u"127.0.0.1:0"_s;
    serving.serverName = nobody;
    serving.check = [report] { return report; };
    serving.incidents = incidents.get();
    auto started = Server::Server::start(serving, source.get(), history, access.get(), desk.get(), trail.get());
    if (!started)
        return failure(started.error());
    server = std::move(*started);
    return {};
}

OpenedFiles::OpenedFiles(std::unique_ptr<Private> priv)
    : d(std::move(priv))
{
}

OpenedFiles::~OpenedFiles() = default;

Result<std::unique_ptr<OpenedFiles>> OpenedFiles::open(
    const QStringList &paths, const std::function<void(const Progress &)> &progress, const std::atomic<bool> &stop)
{
    const auto found = filesIn(paths);
    if (!found)
        return failure(found.error());
    auto d = std::make_unique<Private>();
    const auto sorted = d->sorted(*found, progress, stop);
    if (!sorted)
        return failure(sorted.error());
    const QList<std::pair<QString, FileKind>> &files = *sorted;
    if (files.isEmpty())
        return failure(Error::BadInput, d->warnings.first(std::min(namedFiles, d->warnings.size())).join(u' '));
    const auto isCase = [](const auto &file) { return file.second == FileKind::Case; };
    const qsizetype cases = std::count_if(files.cbegin(), files.cend(), isCase);
    if (cases > 0 && files.size() > 1)
        return failure(Error::BadInput, u"A case file is opened alone: each one in a window of its own."_s);
    const auto done = cases > 0 ? d->openCase(files.constFirst().first) : d->openCapture(paths, files, progress, stop);
    if (!done) {
        Error error = done.error();
        error.text = d->named(error.text);
        return failure(error);
    }
    return std::unique_ptr<OpenedFiles>(new OpenedFiles(std::move(d)));
}

QUrl OpenedFiles::url() const
{
    return d->server->url();
}

QString OpenedFiles::token() const
{
    return d->token;
}

QString OpenedFiles::reader() const
{
    return d->reader.toString();
}

QString OpenedFiles::title() const
{
    return d->title;
}

QStringList OpenedFiles::warnings() const
{
    return d->warnings;
}

} // namespace Lockstep::Capture
