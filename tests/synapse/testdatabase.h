// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QByteArray>
#include <QString>
#include <QStringList>
#include <QTemporaryDir>

#include <memory>

namespace Lockstep::Test {

/// A PostgreSQL server of the test's own, in a temporary directory, with passwords. Ends with the object.
class PostgresCluster
{
public:
    static constexpr auto superuser = "synapse_owner";
    static constexpr auto password = "own:er@pass/word";

    /// Null where PostgreSQL is not installed or does not start; \a why says so.
    /// \a isDurable: commits wait for the disk, as a server's do.
    static std::unique_ptr<PostgresCluster> start(QString *why, bool isDurable = false);
    ~PostgresCluster();

    int port() const { return m_port; }
    bool restart();
    bool halt();
    /// Stops all of its processes where they are, or lets them go on.
    void freeze(bool still);
    QString socketDirectory() const { return m_dir.path(); }
    /// postgresql://… of one of its databases.
    QString uri(const QString &database, const QString &user = QString::fromLatin1(superuser),
        const QString &userPassword = QString::fromLatin1(password)) const;

private:
    PostgresCluster() = default;
    QTemporaryDir m_dir;
    int m_port = 0;
    bool m_isDurable = false;
};

enum class Shape {
    Schema72,
    Schema94,
};

/// A database with the columns and indexes of Synapse's that are read, filled with a small population:
/// see fill() in testdatabase.cpp. The test writes to it as Synapse would.
class TestDatabase
{
public:
    static std::unique_ptr<TestDatabase> sqlite(Shape shape);
    static std::unique_ptr<TestDatabase> postgres(const PostgresCluster &cluster, Shape shape);
    ~TestDatabase();

    const QString &uri() const { return m_uri; }
    const QString &path() const { return m_path; }
    const QString &name() const { return m_name; }
    /// Fails the test's process on an error: a fixture has none.
    void run(const QString &sql);
    QStringList lines(const QString &sql);
    /// Runs the project's roles.sql: lockstep_reader with "change-me" and lockstep_marker with "change-me-too".
    void addRoles();
    /// Everything in it, as text.
    QByteArray dump();

private:
    TestDatabase() = default;
    void open();
    void create(Shape shape);
    void fill();

    QTemporaryDir m_dir;
    QString m_uri, m_path, m_name, m_connection;
};

} // namespace Lockstep::Test
