namespace EntraAppCmdlets.Aspects.Claims;

/// <summary>Something about an app's claims as a person or a guide asks for it; what is null is left as it is.</summary>
internal abstract record ClaimRequest
{
    /// <summary>The app with it.</summary>
    public abstract AppRegistration On(AppRegistration app);

    /// <summary>Whether it asks for this optional claim.</summary>
    public abstract bool Asks(AppOptionalClaim claim);

    /// <summary>The optional claims of an app; none for one that they have not been read of.</summary>
    protected static IReadOnlyList<AppOptionalClaim> Of(AppRegistration app) => app.OptionalClaims ?? [];

    /// <summary>The app with an optional claim, in the place of the one that it has under its name.</summary>
    protected static AppRegistration With(
        AppRegistration app,
        AppTokenType token,
        string name,
        Func<AppOptionalClaim, AppOptionalClaim> change
    )
    {
        var there = Find(app, token, name);
        var claim = change(there ?? new AppOptionalClaim { Name = name, Token = token });
        return app with
        {
            OptionalClaims = there is null ? [.. Of(app), claim] : [.. Of(app).Select(item => item == there ? claim : item)],
        };
    }

    /// <summary>The optional claim of a token; null if the app does not ask for it.</summary>
    public static AppOptionalClaim? Find(AppRegistration app, AppTokenType token, string name) =>
        Of(app).FirstOrDefault(claim => claim.Token == token && string.Equals(claim.Name, name, StringComparison.OrdinalIgnoreCase));
}
