using EntraAppCmdlets.Model;

namespace EntraAppCmdlets.Aspects.ExposedApi;

/// <summary>
/// Scopes and roles, as far as both follow the same rules: an enabled one can't be changed or removed, so that each list is led to the next by
/// one write, or by two of which the first disables.
/// </summary>
/// <param name="Id">Tells one from the others.</param>
/// <param name="IsEnabled">Whether it is in use.</param>
/// <param name="Disable">The same one out of use.</param>
internal sealed record Entitlements<T>(Func<T, Guid> Id, Func<T, bool> IsEnabled, Func<T, T> Disable)
    where T : class
{
    /// <summary>The longest value of a scope; roles have a limit of their own.</summary>
    private const int MaximumValue = 120;
    private const string Signs = ":!#$%&'()*+,-./;<=>?@[]^_`{|}~";

    /// <summary>Refuses a value that Entra would refuse.</summary>
    /// <exception cref="AppException">PermissionValueInvalid.</exception>
    public static string CheckValue(string value, int maximum = MaximumValue) =>
        value switch
        {
            _ when value.Length == 0 || value.Length > maximum => throw ExposedApiErrors.PermissionValueInvalid(
                value,
                $"it must have 1 to {maximum} characters"
            ),
            ['.', ..] => throw ExposedApiErrors.PermissionValueInvalid(value, "it begins with a dot"),
            _ when value.FirstOrDefault(c => !char.IsAsciiLetterOrDigit(c) && !Signs.Contains(c, StringComparison.Ordinal))
                    is var wrong
                        and not '\0' => throw ExposedApiErrors.PermissionValueInvalid(
                value,
                Misspelling.Split(value).Count > 1 && value.Contains(',', StringComparison.Ordinal) ? "it is several names in one string"
                    : wrong == ' ' ? "it holds a space"
                    : $"it holds '{wrong}'"
            ),
            _ => value,
        };

    /// <summary>The lists to write, one after the other.</summary>
    public IEnumerable<EntitlementStep<T>> Steps(IReadOnlyList<T> now, IReadOnlyList<T> wanted)
    {
        var inTheWay = now.Where(old =>
                IsEnabled(old)
                && wanted.FirstOrDefault(item => Id(item) == Id(old)) is var next
                && !Equals(next, old)
                && !Equals(next, Disable(old))
            )
            .ToList();
        if (inTheWay.Count > 0)
        {
            List<T> disabled = [.. inTheWay.Select(Disable)];
            now = [.. now.Select(old => inTheWay.Contains(old) ? Disable(old) : old)];
            yield return new EntitlementStep<T>(now, disabled, []);
        }

        List<T> written = [.. wanted.Where(item => !now.Contains(item))];
        List<Guid> removed = [.. now.Select(Id).Except(wanted.Select(Id))];
        if (written.Count + removed.Count > 0)
        {
            yield return new EntitlementStep<T>(wanted, written, removed);
        }
    }
}

/// <summary>One write of a list.</summary>
/// <param name="All">The list.</param>
/// <param name="Written">What of it is new or other than before.</param>
/// <param name="Removed">What is no longer there.</param>
internal sealed record EntitlementStep<T>(IReadOnlyList<T> All, IReadOnlyList<T> Written, IReadOnlyList<Guid> Removed);
