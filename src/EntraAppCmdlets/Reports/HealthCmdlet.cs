using System.Management.Automation;
using EntraAppCmdlets.Aspects.Secrets;
using EntraAppCmdlets.Reports;

namespace EntraAppCmdlets;

/// <summary>The base of every cmdlet that examines apps by the rules.</summary>
public abstract class HealthCmdlet : InventoryCmdlet
{
    private protected HealthCheck Check { get; private set; } = null!;

    private protected HealthOptions Limits { get; private set; } = null!;

    /// <summary>Not these rules.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(HealthRuleCompleter))]
    [ValidateNotNullOrEmpty]
    public string[] ExcludeRule { get; set; } = [];

    /// <summary>Finds credentials that expire within this many days.</summary>
    [Parameter]
    [ValidateRange(0, 3650)]
    public int ExpiringInDays { get; set; } = 30;

    /// <summary>How many days a credential may live. Default: what the tenant's policy allows, otherwise 730.</summary>
    [Parameter]
    [ValidateRange(1, 36500)]
    public int MaxLifetimeInDays { get; set; } = 730;

    /// <summary>Finds apps without a sign-in for this many days.</summary>
    [Parameter]
    [ValidateRange(1, 3650)]
    public int UnusedInDays { get; set; } = 90;

    /// <summary>The only rules that are wanted; empty for all.</summary>
    private protected virtual string[] Chosen => [];

    /// <inheritdoc/>
    protected override async Task BeginAsync(CancellationToken cancellationToken)
    {
        var rules = HealthCheck.Choose(Chosen, ExcludeRule);
        await base.BeginAsync(cancellationToken);
        var limit =
            IsBound(nameof(MaxLifetimeInDays)) || !ReadsTenant || rules.All(rule => rule.Id != HealthRules.CredentialLifetime)
                ? null
                : await new SecretService(Work()).LongestLifetimeAsync(cancellationToken);
        Limits = new HealthOptions
        {
            Now = Now,
            ExpiringInDays = ExpiringInDays,
            MaxLifetimeInDays = limit is { } longest ? (int)Math.Round(longest.TotalDays) : MaxLifetimeInDays,
            UnusedInDays = UnusedInDays,
        };
        Check = new HealthCheck(Limits, rules);
    }
}
