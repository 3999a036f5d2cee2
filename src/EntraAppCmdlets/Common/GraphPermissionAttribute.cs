namespace EntraAppCmdlets;

/// <summary>
/// The least that a command needs in Microsoft Graph. The message of a refusal (403), the help and the preflight are made from it.
/// </summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class GraphPermissionAttribute : Attribute
{
    /// <summary>The application permissions, when signed in as an app.</summary>
    public string[] Application { get; set; } = [];

    /// <summary>The delegated permissions, when signed in as a user.</summary>
    public string[] Delegated { get; set; } = [];

    /// <summary>The least directory role of a user that is signed in.</summary>
    public string? Role { get; set; }

    /// <summary>All of it in one sentence.</summary>
    public string Sentence
    {
        get
        {
            var ways = new List<string>(2);
            if (Application.Length > 0)
                ways.Add($"the application permission{(Application.Length > 1 ? "s" : "")} {string.Join(" and ", Application)}");
            if (Delegated.Length > 0)
                ways.Add($"the delegated permission{(Delegated.Length > 1 ? "s" : "")} {string.Join(" and ", Delegated)}{(Role is null ? "" : $" of a user with the role {Role}")}");
            return $"This step needs {string.Join(", or ", ways)}.";
        }
    }
}
