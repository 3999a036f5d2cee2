using System.Management.Automation;

namespace EntraAppCmdlets;

/// <summary>The base of the cmdlets that make a client secret: its description and how long it lives.</summary>
public abstract class SecretCmdlet : AppCmdlet
{
    private protected const string DaysSet = "Days";
    private protected const string DateSet = "Date";

    /// <summary>The description of the secret. Default: the name of the app.</summary>
    [Parameter]
    [Alias("Description")]
    [ValidateLength(1, 120)]
    public string? DisplayName { get; set; }

    /// <summary>How many days the secret lives, from its start. Default: 180, which is what Microsoft recommends.</summary>
    [Parameter(ParameterSetName = DaysSet)]
    [ValidateRange(1, 36500)]
    public int ValidForDays { get; set; } = 180;

    /// <summary>When the secret ends.</summary>
    [Parameter(Mandatory = true, ParameterSetName = DateSet)]
    public DateTimeOffset EndDateTime { get; set; }

    private protected string NameFor(AppRegistration app) => DisplayName ?? app.DisplayName;

    private protected DateTimeOffset EndFrom(DateTimeOffset start) => ParameterSetName == DateSet ? EndDateTime.ToUniversalTime() : start.AddDays(ValidForDays);

    /// <summary>What stands in a secret's place in a rehearsal.</summary>
    private protected static AppClientSecret Planned(AppRegistration app, string name, DateTimeOffset start, DateTimeOffset end) =>
        new() { App = app, AppId = app.AppId, TenantId = app.TenantId, KeyId = Guid.Empty, DisplayName = name, StartDateTime = start, EndDateTime = end };
}
