// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "model/files/graphtext.h"
#include "ui/widgets/picture/pictureexport.h"
#include "ui/widgets/picture/picture.h"

#include <QPersistentModelIndex>

#include <optional>

namespace Lockstep {

class HistoryPane;
class HistoryView;
class Session;

/// The graph of the history that is shown, as a file or on paper: what the pane's view asks for.
class HistoryExport : public QObject
{
    Q_OBJECT
public:
    /// \a session: whose server the heading names; may be null. The pane is the parent.
    HistoryExport(HistoryPane *pane, Session *session);

    /// The parts of the history that can be chosen: rows of the model, from, and how many.
    enum Part { All, Between, Seen };
    std::pair<int, int> rows(Part part) const;
    /// Of the user and the parts that there are now; it refuses once the history is another user's.
    ExportOffer offer() const;
    void ask();
    /// Shows how it will look; what is between the two chosen rows, if there are two.
    void print();

private:
    GraphText::Heading heading(int first, int count) const;
    Picture::Heading pictureHeading(int first, int count) const;
    /// What a part was when it was offered.
    struct Offered
    {
        Part part;
        QPersistentModelIndex first;
        int count;
    };
    /// Where that is now; none, if it became others or the history is not \a user's any more.
    std::optional<std::pair<int, int>> rowsNow(const Offered &offered, const UserId &user) const;
    QString refusal(const Offered &offered, const UserId &user, const ExportOffer::Choice &choice) const;
    FileTask::Job job(const Offered &offered, const UserId &user, const ExportOffer::Choice &choice) const;
    QList<Part> parts() const;

    HistoryPane *m_pane;
    HistoryView *m_view;
    Session *m_session;
    PictureExport m_export;
};

} // namespace Lockstep
