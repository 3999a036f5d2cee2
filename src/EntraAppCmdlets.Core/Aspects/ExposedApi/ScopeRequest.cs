using EntraAppCmdlets.Model;

namespace EntraAppCmdlets.Aspects.ExposedApi;

/// <summary>A scope as a person asks for it; what is null is left as it is, or gets a sensible default where the scope is new.</summary>
internal sealed record ScopeRequest
{
    private const int MaximumTitle = 100;

    /// <summary>The name of the scope that consents are given for in the name of the signed-in user, without more.</summary>
    private const string Everything = "user_impersonation";

    public required string Value { get; init; }

    public AppScopeConsent? Consent { get; init; }

    public bool? IsEnabled { get; init; }

    public string? AdminConsentDisplayName { get; init; }

    public string? AdminConsentDescription { get; init; }

    public string? UserConsentDisplayName { get; init; }

    public string? UserConsentDescription { get; init; }

    /// <summary>A scope of the app with these wishes.</summary>
    public AppApiScope New(AppRegistration app, Guid id)
    {
        var what = Value == Everything ? app.DisplayName : $"{app.DisplayName} ({Value})";
        var title = $"Access {what}";
        title = Cut.To(title, MaximumTitle);
        return On(
            new AppApiScope
            {
                Id = id,
                Value = Value,
                Consent = AppScopeConsent.Admins,
                AdminConsentDisplayName = title,
                AdminConsentDescription = $"Allows the application to access {what} on behalf of the signed-in user.",
                UserConsentDisplayName = title,
                UserConsentDescription = $"Allows the application to access {what} on your behalf.",
            }
        );
    }

    /// <summary>A scope that is there, with these wishes.</summary>
    public AppApiScope On(AppApiScope scope) =>
        scope with
        {
            Consent = Consent ?? scope.Consent,
            IsEnabled = IsEnabled ?? scope.IsEnabled,
            AdminConsentDisplayName = AdminConsentDisplayName ?? scope.AdminConsentDisplayName,
            AdminConsentDescription = AdminConsentDescription ?? scope.AdminConsentDescription,
            UserConsentDisplayName = UserConsentDisplayName ?? scope.UserConsentDisplayName,
            UserConsentDescription = UserConsentDescription ?? scope.UserConsentDescription,
        };
}
