// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QHash>
#include <QNetworkAccessManager>
#include <QNetworkReply>
#include <QNetworkRequest>
#include <QRegularExpression>
#include <QTest>
#include <QUrl>

namespace Lockstep::Tests {

/// A person with a browser: follows redirects, keeps cookies, fills in forms. Knows no script.
class FormBrowser
{
public:
    QHash<QString, QString> fields; ///< what the person types, by the name of the input

    /// Goes to \a address and answers every page until none asks anything more. With \a cancel the person presses Cancel where a page
    /// has it. Answers the last page's text.
    QString through(const QUrl &address, bool cancel = false)
    {
        load("GET", address, {});
        for (int step = 0; step < 8; ++step) {
            static const QRegularExpression form(
                QStringLiteral("<form([^>]*)>(.*?)</form>"), QRegularExpression::DotMatchesEverythingOption);
            QList<QRegularExpressionMatch> forms;
            for (auto match = form.globalMatch(m_page); match.hasNext();)
                forms.append(match.next());
            if (forms.isEmpty())
                return m_page;
            QRegularExpressionMatch chosen = forms.constFirst();
            if (cancel && attribute(forms.constLast().captured(1), QStringLiteral("action")).endsWith(QStringLiteral("/cancel")))
                chosen = forms.constLast();
            load("POST", m_url.resolved(QUrl(attribute(chosen.captured(1), QStringLiteral("action")))), filled(chosen.captured(2)));
        }
        return m_page;
    }
    /// Where the link with this id leads; invalid if there is none.
    QUrl link(const QString &id) const
    {
        static const QRegularExpression link(QStringLiteral("<a([^>]*)>"));
        for (auto match = link.globalMatch(m_page); match.hasNext();) {
            const QString attributes = match.next().captured(1);
            if (attribute(attributes, QStringLiteral("id")) == id)
                return m_url.resolved(QUrl(attribute(attributes, QStringLiteral("href"))));
        }
        return {};
    }

private:
    static QString attribute(const QString &attributes, const QString &name)
    {
        const QRegularExpression wanted(QStringLiteral("\\b%1=\"([^\"]*)\"").arg(name));
        return wanted.match(attributes)
            .captured(1)
            .replace(QStringLiteral("&amp;"), QStringLiteral("&"))
            .replace(QStringLiteral("&#38;"), QStringLiteral("&"));
    }

    QByteArray filled(const QString &form) const
    {
        static const QRegularExpression input(QStringLiteral("<input([^>]*)>"));
        QByteArray body;
        for (auto match = input.globalMatch(form); match.hasNext();) {
            const QString attributes = match.next().captured(1);
            const QString name = attribute(attributes, QStringLiteral("name"));
            const QString value = fields.value(name, attribute(attributes, QStringLiteral("value")));
            body += (body.isEmpty() ? "" : "&") + QUrl::toPercentEncoding(name) + '=' + QUrl::toPercentEncoding(value);
        }
        return body;
    }

    void load(const QByteArray &method, QUrl address, QByteArray body)
    {
        QByteArray how = method;
        for (int hop = 0; hop < 12; ++hop) {
            QNetworkRequest request(address);
            request.setAttribute(QNetworkRequest::RedirectPolicyAttribute, QNetworkRequest::ManualRedirectPolicy);
            if (how == "POST")
                request.setHeader(QNetworkRequest::ContentTypeHeader, QStringLiteral("application/x-www-form-urlencoded"));
            const std::unique_ptr<QNetworkReply> reply(m_network.sendCustomRequest(request, how, body));
            (void)QTest::qWaitFor([&] { return reply->isFinished(); }, 60'000);
            m_url = address;
            m_page = QString::fromUtf8(reply->readAll());
            const QUrl next = reply->attribute(QNetworkRequest::RedirectionTargetAttribute).toUrl();
            if (next.isEmpty())
                return;
            address = address.resolved(next);
            how = "GET";
            body.clear();
        }
    }

    QNetworkAccessManager m_network;
    QUrl m_url;
    QString m_page;
};

} // namespace Lockstep::Tests
