using EntraAppCmdlets.Model;

namespace EntraAppCmdlets.Reports;

/// <summary>Examines apps one by one, and at the end what only all of them together show. Of an app that was examined only its name and ids are kept.</summary>
internal sealed class HealthCheck(HealthOptions options, IReadOnlyList<HealthRule> rules)
{
    private readonly Dictionary<(Guid Tenant, string Name), List<(string Name, Guid AppId, AppKind Kind)>> _names = [];
    private readonly bool _comparesNames = rules.Any(rule => rule.Id == HealthRules.DuplicateName);

    /// <summary>The rules in use.</summary>
    public IReadOnlyList<HealthRule> Rules => rules;

    /// <summary>The rules that are wanted.</summary>
    /// <param name="only">Only these; empty for all.</param>
    /// <param name="without">Not these.</param>
    /// <exception cref="AppException">HealthRuleNotFound.</exception>
    public static IReadOnlyList<HealthRule> Choose(IReadOnlyCollection<string> only, IReadOnlyCollection<string> without)
    {
        var ids = HealthRules.All.Select(rule => rule.Id).ToList();
        foreach (var id in only.Concat(without))
        {
            if (!ids.Contains(id, StringComparer.OrdinalIgnoreCase))
            {
                throw HealthErrors.HealthRuleNotFound(id, ids);
            }
        }

        return
        [
            .. HealthRules.All.Where(rule =>
                (only.Count == 0 || only.Contains(rule.Id, StringComparer.OrdinalIgnoreCase))
                && !without.Contains(rule.Id, StringComparer.OrdinalIgnoreCase)
            ),
        ];
    }

    /// <summary>What is found in one app.</summary>
    public IEnumerable<AppHealthFinding> Examine(AppInventoryItem item)
    {
        if (item.Kind == AppKind.Microsoft)
        {
            return [];
        }

        if (_comparesNames)
        {
            var key = (item.TenantId, item.DisplayName.Trim().ToUpperInvariant());
            if (!_names.TryGetValue(key, out var same))
            {
                _names[key] = same = [];
            }

            same.Add((item.DisplayName, item.AppId, item.Kind));
        }

        return from rule in rules
            from fault in rule.Find(item, options)
            select Finding(rule, item.DisplayName, item.AppId, item.Kind, item.TenantId, fault);
    }

    /// <summary>What is found in all of them together.</summary>
    public IEnumerable<AppHealthFinding> Compare()
    {
        if (rules.FirstOrDefault(rule => rule.Id == HealthRules.DuplicateName) is not { } rule)
        {
            yield break;
        }

        foreach (var ((tenant, _), apps) in _names.Where(same => same.Value.Count > 1))
        {
            foreach (var (name, appId, kind) in apps)
            {
                var others = apps.Where(other => other.AppId != appId).Select(other => other.AppId).ToList();
                yield return Finding(
                    rule,
                    name,
                    appId,
                    kind,
                    tenant,
                    new HealthFault(
                        null,
                        $"{(others.Count == 1 ? "Another app has" : $"{others.Count} other apps have")} the same name: {string.Join(", ", others.Take(3))}{(others.Count > 3 ? " and more" : "")}.",
                        $"Set-VendorAppRegistration {appId} -DisplayName {PowerShellText.Quoted(name + " (what it is for)")}"
                    )
                );
            }
        }
    }

    private static AppHealthFinding Finding(HealthRule rule, string name, Guid appId, AppKind kind, Guid tenantId, HealthFault fault) =>
        new()
        {
            RuleId = rule.Id,
            Title = rule.Title,
            Severity = rule.Severity,
            Subject = fault.Subject,
            Reason = fault.Reason,
            Fix = fault.Fix,
            AppDisplayName = name,
            AppId = appId,
            Kind = kind,
            TenantId = tenantId,
        };
}
