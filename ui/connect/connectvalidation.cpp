// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/connect/connectvalidation.h"

#include "core/ids.h"
#include "http/httpcall.h"

#include <QCoreApplication>
#include <QFileInfo>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace Lockstep {

namespace {
struct Check
{
    Q_DECLARE_TR_FUNCTIONS(ConnectDialog)
public:
    QList<ConnectProblem> problems;

    void add(ConnectField field, const QString &text) { problems.append({field, text}); }

    void url(ConnectField field, const QUrl &url)
    {
        if (!url.isValid() || url.host().isEmpty() || (url.scheme() != u"https" && url.scheme() != u"http"))
            add(field, tr("This is not a web address; it looks like https://matrix.example.org."));
        else if (!Http::mayCarryToken(url))
            add(field, tr("An access token travels only over https, or by http within this machine: use https://%1.").arg(url.host()));
        else if (!url.userInfo().isEmpty())
            add(field, tr("An address must not hold a user name or password."));
    }

    void server(const ConnectRequest &request)
    {
        const QString &text = request.server;
        if (text.isEmpty())
            add(ConnectField::Server, tr("Enter the server's name, such as example.org, or its address."));
        else if (text.contains(u"://"_s))
            url(ConnectField::Server, QUrl(text, QUrl::StrictMode));
        else if (text.startsWith(u'@') ? !UserId(text).isValid() : !ServerName(text).isValid())
            add(ConnectField::Server, tr("This is neither a server name (example.org) nor an address (https://matrix.example.org)."));
    }

    void user(const ConnectRequest &request)
    {
        if (request.user.isEmpty() && !request.server.startsWith(u'@'))
            add(ConnectField::User, tr("Enter the name of a user who may administer the server."));
        else if (request.user.startsWith(u'@') && !UserId(request.user).isValid())
            add(ConnectField::User, tr("This is not a user ID; it looks like @admin:example.org."));
        else if (std::ranges::any_of(request.user, [](QChar c) { return c.isSpace(); }))
            add(ConnectField::User, tr("A user name holds no spaces."));
    }

    void database(ConnectField field, const QString &address)
    {
        if (!address.startsWith(u"sqlite:"_s) && !address.startsWith(u"postgresql://"_s)) {
            add(field, tr("Write sqlite:/path/to/homeserver.db or postgresql://user@host:5432/name."));
            return;
        }
        const QString path = address.mid(7);
        if (address.startsWith(u"sqlite:"_s) && !QFileInfo(path).isFile())
            add(field, tr("There is no file %1.").arg(path));
    }

    void files(ConnectField field, const QStringList &paths, bool patterns)
    {
        for (const QString &path : paths) {
            const bool pattern = patterns && std::ranges::any_of(path, [](QChar c) { return c == u'*' || c == u'?' || c == u'['; });
            if (pattern || (patterns && path.startsWith(u"journal:"_s)))
                continue; // may match nothing yet; the gateway says so
            const QFileInfo file(path);
            if (!file.exists())
                add(field, tr("There is no file %1.").arg(path));
            else if (!file.isReadable() || file.isDir())
                add(field,
                    tr("%1 cannot be read by this user; run the program as one who may, or change the file's permissions.").arg(path));
            else
                continue;
            return;
        }
    }

    void local(const LocalGatewayOptions &local)
    {
        const bool fileGiven = !local.homeserverConfigs.isEmpty();
        files(ConnectField::Configuration, local.homeserverConfigs, false);
        if (!fileGiven && local.serverName.isEmpty() && local.clientApi.isEmpty() && local.database.isEmpty())
            add(ConnectField::Configuration, tr("Choose Synapse's homeserver.yaml, or fill in what it would say below."));
        else if (!fileGiven && local.serverName.isEmpty())
            add(ConnectField::ServerName, tr("Without homeserver.yaml the server's name is needed."));
        if (!local.serverName.isEmpty() && !ServerName(local.serverName).isValid())
            add(ConnectField::ServerName, tr("This is not a server name; it looks like example.org."));
        if (!local.clientApi.isEmpty())
            url(ConnectField::ClientApi, local.clientApi);
        else if (!fileGiven && !local.serverName.isEmpty())
            add(ConnectField::ClientApi, tr("Without homeserver.yaml the address of its client API is needed."));
        if (!local.database.isEmpty())
            database(ConnectField::Database, local.database);
        else if (!fileGiven && !local.serverName.isEmpty())
            add(ConnectField::Database, tr("Without homeserver.yaml the address of its database is needed."));
        if (!local.markerDatabase.isEmpty())
            database(ConnectField::MarkerDatabase, local.markerDatabase);
        files(ConnectField::Logs, local.logs, true);
    }
};
} // namespace

QList<ConnectProblem> validate(const ConnectRequest &request, bool byToken)
{
    Check check;
    const bool local = request.gatewayPlace == GatewayPlace::InProcess;
    // With a gateway on this machine, its configuration says where the homeserver is.
    if (!local || !request.server.isEmpty())
        check.server(request);
    const bool inBrowser = request.way != SignInWay::Password;
    if (!byToken && !inBrowser)
        check.user(request);
    if (!inBrowser && (byToken ? request.accessToken.isEmpty() : request.password.isEmpty()))
        check.add(ConnectField::Secret, byToken ? Check::tr("Enter the access token.") : Check::tr("Enter the password."));
    if (request.gatewayPlace == GatewayPlace::Given) {
        if (request.gateway.isEmpty())
            check.add(ConnectField::Gateway, Check::tr("Enter the address at which lockstep-gateway listens."));
        else
            check.url(ConnectField::Gateway, request.gateway);
    }
    if (local)
        check.local(request.local);
    return check.problems;
}

} // namespace Lockstep
