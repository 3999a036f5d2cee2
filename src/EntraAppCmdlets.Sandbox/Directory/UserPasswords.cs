using EntraAppCmdlets.Sandbox.Credentials;
using EntraAppCmdlets.Sandbox.Graph;
using EntraAppCmdlets.Sandbox.Schema;

namespace EntraAppCmdlets.Sandbox.Directory;

/// <summary>What a user's password must be, and that only its hash is kept.</summary>
internal static class UserPasswords
{
    private const int MinimumLength = 8;
    private const int MaximumLength = 256;
    private const int MinimumKinds = 3;

    /// <summary>The user without the password that was sent, whose hash is kept elsewhere.</summary>
    public static Document Keep(GraphContext context, Document user)
    {
        if (user.One("passwordProfile")?.Text("password") is { } password)
        {
            Set(context, user, password);
            user = user.With(("lastPasswordChangeDateTime", TenantState.Second(context.Now)));
        }

        return user.With(("passwordProfile", null));
    }

    /// <summary>Whether that is the user's password; false where the user has none.</summary>
    public static bool IsPassword(GraphContext context, Document user, string password) =>
        context.Store.Secrets.Find(user.Id) is { } kept && SecretHash.Matches(kept.Text("salt")!, kept.Text("hash")!, password);

    public static void Set(GraphContext context, Document user, string password)
    {
        var strong = user.Text("passwordPolicies")?.Contains("DisableStrongPassword", StringComparison.Ordinal) != true;
        if (WhyNot(password, user.Text("userPrincipalName"), strong) is { } reason)
        {
            throw GraphErrors.Refused(
                "The specified password does not comply with password complexity requirements. Please provide a different password.",
                new ErrorDetail("PasswordPolicyViolation", reason, "passwordProfile.password")
            );
        }

        var salt = SecretHash.NewSalt();
        context.Change.Put(
            context.Store.Secrets,
            Types.Secret.Empty.With(
                ("id", user.Id),
                ("owner", user.Id),
                ("salt", salt),
                ("hash", SecretHash.Compute(salt, password)),
                ("acceptedFrom", context.Now)
            )
        );
    }

    /// <summary>What is wrong with a password; null where nothing is.</summary>
    public static string? WhyNot(string password, string? userPrincipalName, bool strong)
    {
        if (password.Length is < MinimumLength or > MaximumLength)
        {
            return $"A password takes {MinimumLength} to {MaximumLength} characters.";
        }

        var kinds = new Func<char, bool>[]
        {
            char.IsAsciiLetterLower,
            char.IsAsciiLetterUpper,
            char.IsAsciiDigit,
            static letter => !char.IsAsciiLetterOrDigit(letter),
        };
        if (strong && kinds.Count(kind => password.Any(kind)) < MinimumKinds)
        {
            return $"A password needs {MinimumKinds} of: lowercase letters, uppercase letters, digits, symbols.";
        }

        return userPrincipalName?.Split('@')[0] is { Length: > 3 } name && password.Contains(name, StringComparison.OrdinalIgnoreCase)
            ? "A password must not contain the user's name."
            : null;
    }
}
