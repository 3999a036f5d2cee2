namespace EntraAppCmdlets;

/// <summary>
/// The least that a command needs in Microsoft Graph: always, or in a further one of these under a condition. The help, the message of a refusal
/// (403), the preflight and the scopes of a person's sign-in are made from it.
/// </summary>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true)]
public sealed class GraphPermissionAttribute : Attribute
{
    /// <summary>The application permissions, when signed in as an app.</summary>
    public string[] Application { get; set; } = [];

    /// <summary>The delegated permissions, when signed in as a user.</summary>
    public string[] Delegated { get; set; } = [];

    /// <summary>The least directory roles of a user that is signed in.</summary>
    public string[] Roles { get; set; } = [];

    /// <summary>The parameters with which alone it is needed; with any one of them.</summary>
    public string[] With { get; set; } = [];

    /// <summary>When it is needed, in words that follow it ("where a user is named"), where no parameter tells.</summary>
    public string? When { get; set; }
}
