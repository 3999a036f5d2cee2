namespace EntraAppCmdlets.Sandbox.SignIn;

/// <summary>A sign-in that waits for somebody to confirm it on another device.</summary>
internal sealed class DeviceSignIn(string clientId, string scope, string userCode, DateTimeOffset ends)
{
    public string ClientId { get; } = clientId;

    public string Scope { get; } = scope;

    public string UserCode { get; } = userCode;

    public DateTimeOffset Ends { get; } = ends;

    /// <summary>Who has confirmed it.</summary>
    public string? UserId { get; set; }

    public bool IsDeclined { get; set; }

    public bool IsUsed { get; set; }
}
