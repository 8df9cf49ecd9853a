// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "http/httpcall.h"

#include <QHash>
#include <QObject>

namespace Lockstep {

/// Where secrets are kept between two runs. Asynchronous; if \a context dies, \a done is never called, otherwise exactly once, never
/// before the call returns. Errors: NotFound (read: nothing is kept under this key), Unsupported (there is no keychain), Forbidden (locked,
/// or the user said no), Io (anything else); each is a sentence that can be shown.
class SecretStore : public QObject
{
    Q_OBJECT
public:
    using QObject::QObject;

    virtual void read(const QString &key, QObject *context, Http::Done<QString> done) = 0;
    virtual void write(const QString &key, const QString &secret, QObject *context, Http::Done<bool> done) = 0;
    /// Removing what is not there succeeds.
    virtual void remove(const QString &key, QObject *context, Http::Done<bool> done) = 0;
};

/// The desktop's keychain (Secret Service, KWallet) through QtKeychain. There is no plain-text fallback.
class KeychainStore : public SecretStore
{
    Q_OBJECT
public:
    explicit KeychainStore(QObject *parent = nullptr, const QString &service = QStringLiteral("Lockstep"));

    void read(const QString &key, QObject *context, Http::Done<QString> done) override;
    void write(const QString &key, const QString &secret, QObject *context, Http::Done<bool> done) override;
    void remove(const QString &key, QObject *context, Http::Done<bool> done) override;

private:
    QString m_service;
};

/// Keeps secrets in memory: for the lab, whose accounts live no longer than the process, and for tests.
class MemorySecretStore : public SecretStore
{
    Q_OBJECT
public:
    using SecretStore::SecretStore;

    void read(const QString &key, QObject *context, Http::Done<QString> done) override;
    void write(const QString &key, const QString &secret, QObject *context, Http::Done<bool> done) override;
    void remove(const QString &key, QObject *context, Http::Done<bool> done) override;

private:
    QHash<QString, QString> m_secrets;
};

} // namespace Lockstep
