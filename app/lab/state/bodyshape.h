// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QJsonObject>
#include <QString>

#include <optional>

namespace Lockstep::Lab {

/// What a request's body has to look like, so that handlers read members whose types are known. Written as JSON:
/// \code
/// {"device_keys": {"@": ["string"]}, "timeout?": "integer"}
/// \endcode
/// A member "name?" may be absent or null, "@" stands for every member that is not named. A type is "string", "integer", "number",
/// "boolean", "object", "array" or "any", several joined by "|"; a list of one shape is an array of such. Other members are ignored,
/// as the specification wants. Made once, used from any thread.
class BodyShape
{
public:
    BodyShape() = default; ///< any object
    /// \a json is the program's own text: it is asserted to be valid.
    explicit BodyShape(const char *json);

    struct Mismatch
    {
        QString errcode; ///< M_MISSING_PARAM for a member of the body itself, else M_BAD_JSON
        QString text; ///< names the member
    };
    /// The first member of \a body that is not as it has to be. Also half a surrogate pair anywhere in a string: it cannot be sent on as
    /// UTF-8.
    std::optional<Mismatch> mismatch(const QJsonObject &body) const;

private:
    QJsonObject m_shape;
};

} // namespace Lockstep::Lab
