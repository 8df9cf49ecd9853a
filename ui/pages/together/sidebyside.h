// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "http/httpcall.h"
#include "inspection/types.h"

#include <QTreeWidget>

#include <array>
#include <optional>

namespace Lockstep {

class Session;

/// Two users' lists as they are held here, side by side: how many devices, which algorithms, what signs them, how new they are, and in
/// what they differ.
class SideBySide : public QTreeWidget
{
    Q_OBJECT
public:
    SideBySide(Session *session, const UserId &one, const UserId &other, QWidget *parent = nullptr);

    /// Reads both anew.
    void reload();
    bool isSettled() const { return !m_calls[0].isRunning() && !m_calls[1].isRunning(); }

private:
    void fill();

    Session *m_session;
    std::array<UserId, 2> m_users;
    std::array<std::optional<Result<Inspection::UserDetails>>, 2> m_details;
    std::array<Http::CallHandle, 2> m_calls;
};

} // namespace Lockstep
