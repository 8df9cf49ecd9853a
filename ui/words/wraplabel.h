// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QLabel>

namespace Lockstep {

/// Plain text that can be selected and wraps between words, and within one that is wider than the label: what other servers call
/// themselves and their users is one word of up to 255 bytes, which would be cut at the right or widen the window.
class WrapLabel : public QLabel
{
public:
    explicit WrapLabel(QWidget *parent = nullptr);

    int heightForWidth(int width) const override;
    QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    bool wrapWithinWords() const;

    QString m_text; ///< that was laid out last, as the following
    QSize m_size;
    QFont m_font;
};

} // namespace Lockstep
