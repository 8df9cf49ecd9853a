// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "matrix/signin/ssosignin.h"

#include "matrix/signin/oauthsession.h"

#include <utility>

using namespace Qt::StringLiterals;

namespace Lockstep::Matrix {

SsoSignIn::SsoSignIn(const ClientApi &api, QObject *parent)
    : QObject(parent)
    , m_base(api.base())
{
    connect(&m_listener, &LoopbackListener::arrived, this, [this](const LoopbackListener::Query &query) {
        if (const auto done = std::exchange(m_done, nullptr))
            done(query.value(u"loginToken"_s));
    });
}

void SsoSignIn::start(const QString &provider, Http::Done<QString> done)
{
    m_done = std::move(done);
    const Result<QUrl> here = m_listener.listen();
    if (!here) {
        const Error error = here.error();
        // Queued, so that done never comes before start() has returned.
        QMetaObject::invokeMethod(
            this,
            [this, error] {
                if (const auto call = std::exchange(m_done, nullptr))
                    call(failure(error));
            },
            Qt::QueuedConnection);
        return;
    }
    const QString path = u"/sso/"_s + randomText(24);
    m_listener.expect(path.toLatin1(), [](const LoopbackListener::Query &query) { return isToken(query.value(u"loginToken"_s)); });
    QUrl address = endpoint(m_base, u"_matrix/client/v3/login/sso/redirect"_s + (provider.isEmpty() ? QString() : u'/' + provider));
    address.setQuery(u"redirectUrl="_s + QString::fromLatin1(QUrl::toPercentEncoding(here->toString() + path)), QUrl::StrictMode);
    Q_EMIT opening(address);
}

} // namespace Lockstep::Matrix
