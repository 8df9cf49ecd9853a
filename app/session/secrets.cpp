// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "session/secrets.h"

#include "core/log.h"

#include <qt6keychain/keychain.h>

#include <QCoreApplication>
#include <QPointer>

using namespace Qt::StringLiterals;
using namespace Lockstep::Http;

namespace Lockstep {

namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(KeychainStore)
};

Error explained(QKeychain::Error code, const QString &detail)
{
    const auto make = [](Error::Kind kind, const QString &text) {
        Error error;
        error.kind = kind;
        error.text = text;
        return error;
    };
    switch (code) {
    case QKeychain::EntryNotFound:
        return make(Error::NotFound, Words::tr("The keychain holds nothing for this connection."));
    case QKeychain::AccessDeniedByUser:
        return make(Error::Forbidden, Words::tr("Access to the keychain was denied."));
    case QKeychain::AccessDenied:
        return make(Error::Forbidden, Words::tr("The keychain is locked, or does not let Lockstep in: unlock it and try again."));
    case QKeychain::NoBackendAvailable:
    case QKeychain::NotImplemented:
        return make(Error::Unsupported,
            Words::tr("No keychain is running: install and start one that offers the Secret Service, such as gnome-keyring, KWallet or "
                      "KeePassXC."));
    case QKeychain::CouldNotDeleteEntry:
        return make(Error::Io, Words::tr("The keychain did not delete the entry: %1").arg(displayable(detail)));
    case QKeychain::NoError:
    case QKeychain::OtherError:
        break;
    }
    // libsecret reports a missing service only in words.
    if (detail.contains("org.freedesktop.secrets"_L1) || detail.contains("autolaunch"_L1)
        || detail.contains("dbus"_L1, Qt::CaseInsensitive))
        return make(Error::Unsupported,
            Words::tr("No keychain is running (%1): start one that offers the Secret Service, such as gnome-keyring, KWallet or KeePassXC.")
                .arg(displayable(detail)));
    // So does gnome-keyring when nobody could be asked to make or unlock the login keyring.
    if (detail.contains("locked"_L1, Qt::CaseInsensitive) || detail.contains("/org/freedesktop/secrets/collection"_L1))
        return make(Error::Forbidden, Words::tr("The keychain is locked: unlock it and try again."));
    return make(Error::Io, Words::tr("The keychain failed: %1").arg(displayable(redacted(detail))));
}

/// Runs a job whose outcome is wanted only while \a context lives; the job itself always runs to its end.
template <typename Finished>
void run(QKeychain::Job *job, const QString &key, QObject *context, Finished finished)
{
    job->setKey(key);
    job->setInsecureFallback(false);
    QObject::connect(
        job, &QKeychain::Job::finished, context, [finished](QKeychain::Job *ended) { finished(ended); }, Qt::QueuedConnection);
    job->setAutoDelete(false); // the queued slot still reads it
    QObject::connect(job, &QKeychain::Job::finished, job, &QObject::deleteLater, Qt::QueuedConnection);
    job->start();
}

} // namespace

KeychainStore::KeychainStore(QObject *parent, const QString &service)
    : SecretStore(parent)
    , m_service(service)
{
}

void KeychainStore::read(const QString &key, QObject *context, Done<QString> done)
{
    auto *job = new QKeychain::ReadPasswordJob(m_service);
    run(job, key, context, [job, done = std::move(done)](QKeychain::Job *) {
        if (job->error() != QKeychain::NoError)
            return done(failure(explained(job->error(), job->errorString())));
        done(job->textData());
    });
}

void KeychainStore::write(const QString &key, const QString &secret, QObject *context, Done<bool> done)
{
    auto *job = new QKeychain::WritePasswordJob(m_service);
    job->setTextData(secret);
    run(job, key, context, [job, done = std::move(done)](QKeychain::Job *) {
        if (job->error() != QKeychain::NoError)
            return done(failure(explained(job->error(), job->errorString())));
        done(true);
    });
}

void KeychainStore::remove(const QString &key, QObject *context, Done<bool> done)
{
    auto *job = new QKeychain::DeletePasswordJob(m_service);
    run(job, key, context, [job, done = std::move(done)](QKeychain::Job *) {
        if (job->error() != QKeychain::NoError && job->error() != QKeychain::EntryNotFound)
            return done(failure(explained(job->error(), job->errorString())));
        done(true);
    });
}

void MemorySecretStore::read(const QString &key, QObject *context, Done<QString> done)
{
    Result<QString> found = failure(explained(QKeychain::EntryNotFound, {}));
    if (m_secrets.contains(key))
        found = m_secrets.value(key);
    QMetaObject::invokeMethod(
        context, [done = std::move(done), found] { done(found); }, Qt::QueuedConnection);
}

void MemorySecretStore::write(const QString &key, const QString &secret, QObject *context, Done<bool> done)
{
    m_secrets.insert(key, secret);
    QMetaObject::invokeMethod(
        context, [done = std::move(done)] { done(true); }, Qt::QueuedConnection);
}

void MemorySecretStore::remove(const QString &key, QObject *context, Done<bool> done)
{
    m_secrets.remove(key);
    QMetaObject::invokeMethod(
        context, [done = std::move(done)] { done(true); }, Qt::QueuedConnection);
}

} // namespace Lockstep
